"""How fast readers' comments are taken, in a short discussion and in very long ones.

Each comment is posted through the form, from a network and an address of its own: the view, the
rules and limits, the comment with its receipt and its mail. Runs on a scratch database beside the
one of DATABASE_URL and removes it afterwards:

    .venv/bin/python benchmarks/post_comment.py [--large]

Exits with 1 if a discussion of 10,000 comments takes them at less than 0.9 of the rate of one of
31. ``--large`` measures one of 100,000 too.
"""

import argparse
import os
import sys
import time
from datetime import timedelta
from http import HTTPStatus
from itertools import count
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.test")
os.environ.setdefault("LOG_LEVEL", "ERROR")  # a line for each request would bury the figures

import django

django.setup()

from django.db import connection  # noqa: E402
from django.db.models import F  # noqa: E402
from django.test import Client  # noqa: E402

from qa.comments.bulk import CommentEntry, add_comments  # noqa: E402
from qa.comments.management.commands.fill_thread import FIRST, NAMES  # noqa: E402
from qa.comments.models import Comment  # noqa: E402
from tests.factories import QAPageFactory, comment_form  # noqa: E402

SHORT, LONG, LARGE = 31, 10_000, 100_000
ROUNDS, IN_A_ROUND = 20, 25
LOWEST_RATIO = 0.9  # of the rate in the long discussion to that in the short one

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
    return Comment.objects.select_related("page").get(pk=ids["0"])


def seconds_to_post(client: Client, first: Comment) -> float:
    """Post a reply to *first* and return how long it took."""
    number = next(numbers)
    fields = comment_form(
        text=f"My story, number {number}: the hand is better, though it took all winter.",
        name=f"Reader {number}",
        email=f"reader{number}@example.org",
        follow="on",
    )
    path = f"{first.page.url}comment/?reply_to={first.pk}"
    started = time.perf_counter()
    response = client.post(path, fields, REMOTE_ADDR=f"10.{number >> 8}.{number & 255}.1")
    taken = time.perf_counter() - started
    if response.status_code != HTTPStatus.FOUND:
        raise RuntimeError(response.content.decode())
    return taken


def make_old(first: Comment) -> None:
    """Move what was posted out of the last hour, or the page would soon count as very busy."""
    posted = Comment.objects.filter(page=first.page, posted_at__gt=FIRST)
    posted.update(posted_at=F("posted_at") - timedelta(hours=2))


def measure(sizes: list[int]) -> dict[int, list[float]]:
    """Return the seconds each round took, by size."""
    # A new short one for each round, or it would soon be a longer one.
    threads = {size: [one_thread(size)] * ROUNDS for size in sizes if size != SHORT}
    threads[SHORT] = [one_thread(SHORT) for _ in range(ROUNDS)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself on a site that is used
    client = Client(SERVER_NAME="localhost")
    seconds_to_post(client, one_thread(SHORT))  # what is only done once
    rounds: dict[int, list[float]] = {size: [] for size in sizes}
    for number in range(ROUNDS):
        taken = dict.fromkeys(sizes, 0.0)
        for turn in range(IN_A_ROUND):
            # By turns, and each size first by turns, so that all meet the same machine.
            for size in sizes if turn % 2 else reversed(sizes):
                taken[size] += seconds_to_post(client, threads[size][number])
        for size in sizes:
            rounds[size].append(taken[size])
            make_old(threads[size][number])
    return rounds


def main(sizes: list[int]) -> int:
    """Print the rates; return 0 if the long discussion is fast enough, else 1."""
    rounds = measure(sizes)
    ratios = {
        # The middle one of all rounds, so that a machine that is busy for a while decides nothing.
        size: median(short / taken for short, taken in zip(rounds[SHORT], times, strict=True))
        for size, times in rounds.items()
    }
    for size, times in rounds.items():
        print(
            f"{connection.vendor}: in a discussion of {size:,} took "
            f"{ROUNDS * IN_A_ROUND / sum(times):,.1f} comments a second, "
            f"{ratios[size]:.2f} × the one of {SHORT}"
        )
    if ratios[LONG] < LOWEST_RATIO:
        print(f"Too slow: less than {LOWEST_RATIO} × in a discussion of {LONG:,}.")
        return 1
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} comments too")
    asked = parser.parse_args()
    scratch = connection.creation.create_test_db(verbosity=0)
    try:
        status = main([SHORT, LONG, LARGE] if asked.large else [SHORT, LONG])
    finally:
        connection.creation.destroy_test_db(scratch, verbosity=0)
    sys.exit(status)
