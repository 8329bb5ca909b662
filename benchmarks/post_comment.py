"""How fast readers' comments are taken, in a short discussion and in a very long one.

Each comment goes the way it goes from the form: judged by the rules and limits, then stored with
its receipt and its mail. Runs on a scratch database beside the one of DATABASE_URL and removes it
afterwards:

    .venv/bin/python benchmarks/post_comment.py
"""

import os
import sys
import time
from itertools import count
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")

import django

django.setup()

from django.db import connection  # noqa: E402

from qa.antispam.submission import Submission  # noqa: E402
from qa.comments.bulk import CommentEntry, add_comments  # noqa: E402
from qa.comments.management.commands.fill_thread import FIRST, NAMES  # noqa: E402
from qa.comments.models import Comment, CommentSettings  # noqa: E402
from qa.comments.posting import Entry, findings_of, submit  # noqa: E402
from tests.factories import QAPageFactory  # noqa: E402

SIZES = (31, 10_000)
ROUNDS, IN_A_ROUND = 20, 25

numbers = count(1)


def one_thread(size: int) -> Comment:
    """Return the first comment of a page with one conversation of *size* comments."""
    page = QAPageFactory()
    first = CommentEntry(key="0", name="Ada", text="Does it pass?", posted_at=FIRST)
    replies = (
        CommentEntry(
            key=str(number),
            name=NAMES[number % len(NAMES)],
            text=f"It did for me, after {number} days.",
            posted_at=FIRST,
            reply_to="0",
        )
        for number in range(1, size)
    )
    ids = add_comments(page=page, entries=[first, *replies])
    return Comment.objects.get(pk=ids["0"])


def post(first: Comment, rules: CommentSettings) -> None:
    """Post a reply to *first* as the form does, each from an address and a network of its own."""
    number = next(numbers)
    said = {
        "text": f"My story, number {number}: the hand is better, though it took all winter.",
        "name": f"Reader {number}",
        "email": f"reader{number}@example.org",
    }
    address = f"10.{number >> 8}.{number & 255}.1"
    page = first.page.specific
    submission = Submission(address=address, seconds=60, **said)
    findings = findings_of(page=page, submission=submission, rules=rules)
    entry = Entry(
        network_address=address,
        wants_replies=True,
        reply_to=first,
        form_id=uuid4(),
        findings=findings,
        **said,
    )
    submit(page=page, entry=entry, rules=rules)


def main() -> None:
    short, long = SIZES
    # A new short one for each round, or it would soon be a longer one.
    threads = {short: [one_thread(short) for _ in range(ROUNDS)], long: [one_thread(long)] * ROUNDS}
    rules = CommentSettings.for_site(threads[long][0].page.get_site())
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself on a site that is used
    post(one_thread(short), rules)  # what is only done once
    seconds = dict.fromkeys(SIZES, 0.0)
    for number in range(ROUNDS):
        # Each size first by turns, so that both meet the same machine.
        for size in SIZES if number % 2 else reversed(SIZES):
            started = time.perf_counter()
            for _ in range(IN_A_ROUND):
                post(threads[size][number], rules)
            seconds[size] += time.perf_counter() - started
    rates = {size: ROUNDS * IN_A_ROUND / taken for size, taken in seconds.items()}
    for size, rate in rates.items():
        print(
            f"{connection.vendor}: in a thread of {size:,} posted {rate:,.0f} comments a second, "
            f"{rate / rates[short]:.2f} × the short one"
        )


if __name__ == "__main__":
    scratch = connection.creation.create_test_db(verbosity=0)
    try:
        main()
    finally:
        connection.creation.destroy_test_db(scratch, verbosity=0)
