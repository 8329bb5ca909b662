"""How much is said on pages: numbers that are kept beside each discussion.

Whoever changes a discussion locks its numbers first, before any comment, and adds in the same
transaction what the change makes of them. So no change is missed, however many arrive at once. Who
begins a conversation holds only what nobody else knows of yet, and need not lock them before.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

from django.db import IntegrityError
from django.db.models import Case, Count, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.db.transaction import atomic
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

from qa.notifications.worker import housekeeping

from .models import Comment, CommentCount
from .querysets import can_be_read, discussion_is_hidden, waits_for_expert
from .signals import numbers_put_right

PAGES_AT_ONCE = 1_000
HOURS = 24  # in which all of the site is looked at once
NONE = (0, 0)


def with_comment_count(pages: PageQuerySet) -> PageQuerySet:
    """Return *pages* with ``comment_count``: how many public comments readers of each one see."""
    return pages.annotate(
        comment_count=Case(
            When(discussion_is_hidden(), then=Value(0)),
            default=Coalesce(F("counted__public"), 0),
            output_field=IntegerField(),
        )
    )


def lock(page_id: int) -> bool:
    """Lock the numbers of a discussion until the end of the transaction, before its comments.

    :return: whether they were missing, and have been written down as they are
    """
    numbers = CommentCount.objects.select_for_update(no_key=True).filter(page=page_id)
    if numbers.first():
        return False
    CommentCount.objects.bulk_create([CommentCount(page_id=page_id)], ignore_conflicts=True)
    numbers.get()
    _write(page_id)
    return True


@contextmanager
def changing(comment: Comment) -> Iterator[None]:
    """Keep the numbers right while *comment* changes or is added; they are locked, and so is it.

    It changes what can be read below it, and whether what it answers waits for an expert.
    """
    before = _around(comment)
    yield
    after = _around(comment)
    if after != before:
        CommentCount.objects.filter(page=comment.page_id).update(
            public=F("public") + after[0] - before[0],
            unanswered=F("unanswered") + after[1] - before[1],
        )


def add_first(comment: Comment) -> None:
    """Count a reader's new public comment that begins a conversation: nothing is around it yet."""
    numbers = CommentCount.objects.filter(page=comment.page_id)
    if not numbers.update(public=F("public") + 1, unanswered=F("unanswered") + 1):
        count_anew(comment.page_id)


@atomic
def count_anew(page_id: int) -> None:
    """Write the numbers of a discussion down as they are."""
    if not lock(page_id):
        _write(page_id)


@receiver(housekeeping)
def put_some_right(**kwargs) -> None:
    """Put right a part of the site each hour: all comments at once keep a database busy."""
    put_right(Page.objects.alias(hour=F("pk") % HOURS).filter(hour=timezone.now().hour))


def put_right(pages: PageQuerySet | None = None) -> int:
    """Write those numbers down that are wrong or missing; return of how many discussions.

    They are where comments changed past the services: by the release before this one, which served
    while the database was migrated, or in the database itself.

    :param pages: where to look; everywhere if left out
    """
    found, last = 0, 0
    keys = (Page.objects.all() if pages is None else pages).order_by("pk")
    keys = keys.values_list("pk", flat=True)
    while some := list(keys.filter(pk__gt=last)[:PAGES_AT_ONCE]):
        last = some[-1]
        with suppress(IntegrityError):  # one of them was deleted meanwhile: the next time
            found += _put_right(some)
    return found


def _put_right(pages: list[int]) -> int:
    real = _by_page(Comment.objects.filter(page__in=pages))
    rows = CommentCount.objects.filter(page__in=pages)
    kept = {row.page_id: (row.public, row.unanswered) for row in rows}
    # Whoever changes one of these meanwhile makes or holds its row: then theirs is right.
    CommentCount.objects.bulk_create(
        (
            CommentCount(page_id=page_id, public=public, unanswered=unanswered)
            for page_id, (public, unanswered) in real.items()
            if page_id not in kept
        ),
        ignore_conflicts=True,
    )
    wrong = [page_id for page_id, numbers in kept.items() if real.get(page_id, NONE) != numbers]
    for page_id in wrong:
        count_anew(page_id)
    if changed := [*wrong, *(real.keys() - kept.keys())]:
        numbers_put_right.send(sender=CommentCount, pages=changed)
    return len(changed)


def _around(comment: Comment) -> tuple[int, int]:
    around = Comment.objects.around(comment.pk, comment.reply_to_id)  # none is there before it
    numbers = around.aggregate(**_numbers())
    return numbers["public"], numbers["unanswered"]


def _by_page(comments: QuerySet[Comment]) -> dict[int, tuple[int, int]]:
    rows = comments.order_by().values("page_id").annotate(**_numbers())
    found = rows.values_list("page_id", *_numbers())
    return {page_id: (public, unanswered) for page_id, public, unanswered in found}


@cache
def _numbers() -> dict[str, Count]:
    return {
        "public": Count("pk", filter=can_be_read()),
        "unanswered": Count("pk", filter=waits_for_expert()),
    }


def _write(page_id: int) -> None:
    public, unanswered = _by_page(Comment.objects.filter(page=page_id)).get(page_id, NONE)
    CommentCount.objects.filter(page=page_id).update(public=public, unanswered=unanswered)
