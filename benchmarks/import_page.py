"""How fast pages with long discussions are imported, against posting the comments one by one.

Runs on a scratch database beside the one of DATABASE_URL and removes it afterwards:

    .venv/bin/python benchmarks/import_page.py
"""

import os
import resource
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # a line for each request would bury the figures

import django

django.setup()

from django.db import connection  # noqa: E402

from qa.comments.services import post_comment  # noqa: E402
from qa.legacy_import.importer import import_file  # noqa: E402
from tests.factories import QAIndexPageFactory, QAPageFactory  # noqa: E402

SIZES = (1_000, 10_000)
ONE_BY_ONE = 500
HEAD = """Home > Answers > {title}

{title}

By: Ada Example BSc - Updated: 1 Jun 2024 | comments*Discuss
Nerves

Will my hand get better? It has been numb since the spring.

(Bea, 5 January 2009)

In most cases it will, given time.

What happens

The nerve grows back by about a millimetre a day.

You might also like...
Share Your Story, Join the Discussion or Seek Advice..
[Add a Comment]
"""
TAIL = "Share Your Story, Join the Discussion or Seek Advice...\n(never shown)\nEnter word:\n"


def page_file(folder: Path, comments: int) -> Path:
    """Write a page with *comments* comments, newest first as the old site had them."""
    newest = datetime(2023, 1, 1, 12, 0)  # noqa: DTZ001 - the file holds local times
    lines = [HEAD.format(title=f"Question with {comments} comments")]
    for number in range(comments):
        when = newest - timedelta(hours=number)
        signature = f"{when.day}-{when:%b-%y} @ {when:%I:%M %p}".replace("@ 0", "@ ")
        lines.append(
            f"My story, number {number}: the hand is better.\nReader {number} - {signature}\n"
        )
    path = folder / f"{comments}.txt"
    path.write_text("".join([*lines, TAIL]))
    return path


def peak_memory() -> int:
    """Return the most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    section = QAIndexPageFactory()
    page = QAPageFactory(parent=section)
    started = time.perf_counter()
    for number in range(ONE_BY_ONE):
        post_comment(page=page, name="Ada", text=f"My story, number {number}.", state="public")
    singly = ONE_BY_ONE / (time.perf_counter() - started)
    print(f"{connection.vendor}: posted one by one {singly:,.0f} comments a second")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = page_file(Path(folder), size)
            started = time.perf_counter()
            import_file(path=path, parent=section)
            rate = size / (time.perf_counter() - started)
            print(
                f"{connection.vendor}: imported {size:,} at {rate:,.0f} a second, "
                f"{rate / singly:.1f} × one by one; peak memory {peak_memory()} MiB"
            )


if __name__ == "__main__":
    scratch = connection.creation.create_test_db(verbosity=0)
    try:
        main()
    finally:
        connection.creation.destroy_test_db(scratch, verbosity=0)
