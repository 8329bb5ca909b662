"""Fills a discussion for measuring: the same seed gives the same comments."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress
from wagtail.models import Page

from qa.comments.bulk import CommentEntry, add_comments

NAMES = ["Ada", "Bea", "Colm", "Dilys", "Emre", "Femi", "Greta", "Hal", "Ines", "Jo"]
WORDS = (
    "my hand feels a little stronger than last winter and the exercises seem to help though "
    "progress is slow so I keep a diary of good days and ask at each visit what comes next"
).split()
FIRST = datetime(2015, 1, 1, tzinfo=UTC)


class Command(BaseCommand):
    help = "Adds made-up public comments to the page with the given slug, for measuring."

    def add_arguments(self, parser) -> None:
        parser.add_argument("slug")
        parser.add_argument("--comments", type=int, required=True, metavar="N")
        parser.add_argument("--depth", type=int, default=3, metavar="D", help="levels of replies")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *, slug: str, comments: int, depth: int, seed: int, **options) -> None:
        deepest = settings.COMMENTS_XTD_MAX_THREAD_LEVEL
        if comments < 1 or not 0 <= depth <= deepest:
            raise CommandError(f"N must be at least 1, and D from 0 to {deepest}.")
        pages = Page.objects.filter(slug=slug)
        if len(pages) != 1:
            raise CommandError(f"There are {len(pages)} pages with the slug “{slug}”, not one.")
        with Progress(transient=True) as bar:
            task = bar.add_task("Comments", total=comments)
            add_comments(
                page=pages[0],
                entries=made_up(comments, depth, seed),
                progress=lambda number: bar.advance(task, number),
            )
        self.stdout.write(f"Added {comments} comments to “{pages[0].title}”.")


def made_up(number: int, depth: int, seed: int) -> Iterator[CommentEntry]:
    """Yield *number* comments, about a third of them first ones, replies at most *depth* deep."""
    chance = random.Random(seed)  # noqa: S311 - measurements must repeat, not be secret
    levels: list[int] = []
    for position in range(number):
        reply_to = None
        if depth and levels and chance.random() < 2 / 3:
            candidate = chance.randrange(max(0, len(levels) - 200), len(levels))
            reply_to = candidate if levels[candidate] < depth else None
        levels.append(0 if reply_to is None else levels[reply_to] + 1)
        yield CommentEntry(
            key=str(position),
            name=chance.choice(NAMES),
            text=" ".join(chance.choices(WORDS, k=chance.randint(8, 80))).capitalize() + ".",
            posted_at=FIRST + timedelta(minutes=37 * position),
            reply_to=None if reply_to is None else str(reply_to),
        )
