"""Many comments at once, for imports and measurements: one transaction, no signal, few queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import F
from django.db.transaction import atomic
from django_comments.models import Comment as DjangoComment
from django_comments_xtd.models import XtdComment
from wagtail.models import Page

from . import counts
from .models import Comment
from .signals import comments_added
from .states import CommentState

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class CommentEntry:
    """One comment to add, named by its caller.

    :param key: the caller's own name for it, unique within one call
    :param posted_at: aware
    :param reply_to: the key of an earlier entry, or the id of a comment already on the page
    :param quotes: likewise, the comment that an expert's reply quotes
    """

    key: str
    name: str
    text: str
    posted_at: datetime
    reply_to: str | int | None = None
    expert: Any = None
    quotes: str | int | None = None
    quoted_name: str = ""
    quoted_text: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a comment stands, as its replies need to know it."""

    pk: int
    root_id: int
    level: int


class _Thread:
    """What one call has added so far, by key and by id."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.places: dict[str | int, _Place] = {}
        self.parents: dict[int, int] = {}
        self.replies: dict[int, int] = {}

    def place_of(self, reference: str | int) -> _Place:
        """Return the place of an added or a present comment; raise LookupError for neither."""
        if reference not in self.places:
            here = Comment.objects.filter(page_id=self.page.pk)
            found = None if isinstance(reference, str) else here.filter(pk=reference).first()
            if found is None:
                raise LookupError(f"{reference!r} is neither an earlier entry nor a comment here.")
            self.places[reference] = _Place(found.pk, found.root_id or found.pk, found.level)
            for ancestor in _chain(found):
                self.parents[ancestor.pk] = ancestor.reply_to_id
        return self.places[reference]

    def count(self, pk: int, parent_id: int | None) -> None:
        """Remember one more reply for everything above *pk*."""
        if parent_id is not None:
            self.parents[pk] = parent_id
        while parent_id is not None:
            self.replies[parent_id] = self.replies.get(parent_id, 0) + 1
            parent_id = self.parents.get(parent_id)


def _chain(comment: Comment):
    while comment.reply_to_id is not None:
        yield comment
        comment = comment.reply_to


@atomic
def add_comments(
    *,
    page: Page,
    entries: Iterable[CommentEntry],
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Add public comments to the discussion of *page*; return the id of each by its key.

    The page is locked meanwhile, so replies that arrive at the same time wait.

    :param entries: oldest first; an answered comment before its replies
    :param progress: called with how many were added, now and then
    :raises LookupError: when an entry answers or quotes something that is not there (yet)
    """
    Page.objects.select_for_update().get(pk=page.pk)
    counts.lock(page.pk)
    thread = _Thread(page)
    ids: dict[str, int] = {}
    entries = iter(entries)
    while batch := list(islice(entries, BATCH)):
        _add_batch(thread, batch)
        ids.update((entry.key, thread.places[entry.key].pk) for entry in batch)
        if progress:
            progress(len(batch))
    _count_replies(thread.replies)
    counts.count_anew(page.pk)
    comments_added.send(sender=Comment, page=page)
    return ids


def _add_batch(thread: _Thread, batch: list[CommentEntry]) -> None:
    # bulk_create() refuses a model that inherits from others, but not its first table, which
    # gives the keys.
    bases = DjangoComment.objects.bulk_create(_base_row(thread.page, entry) for entry in batch)
    middles, comments = [], []
    for base, entry in zip(bases, batch, strict=True):
        parent = thread.place_of(entry.reply_to) if entry.reply_to is not None else None
        place = _Place(base.pk, parent.root_id if parent else base.pk, _level_below(parent))
        thread.places[entry.key] = place
        thread.count(place.pk, parent.pk if parent else None)
        middles.append(_middle_row(place, parent))
        comments.append(_comment_row(thread, entry, place, parent))
    _insert(middles)
    _insert(comments)


def _insert(rows: list[Any]) -> None:
    """Insert *rows* into the last table of their model alone, a few statements in all."""
    model = type(rows[0])
    fields = model._meta.local_concrete_fields
    # What bulk_create() itself calls once it has refused inheritance.
    model._base_manager.all()._batched_insert(rows, fields, BATCH)


def _middle_row(place: _Place, parent: _Place | None) -> XtdComment:
    return XtdComment(
        comment_ptr_id=place.pk,
        thread_id=place.root_id,
        parent_id=parent.pk if parent else place.pk,
        level=place.level,
        order=place.pk,
    )


def _comment_row(
    thread: _Thread, entry: CommentEntry, place: _Place, parent: _Place | None
) -> Comment:
    return Comment(
        xtdcomment_ptr_id=place.pk,
        page_id=thread.page.pk,
        state=CommentState.PUBLIC,
        root_id=place.root_id if parent else None,
        reply_to_id=parent.pk if parent else None,
        posted_at=entry.posted_at,
        published_at=entry.posted_at,
        expert=entry.expert,
        quotes_id=thread.place_of(entry.quotes).pk if entry.quotes is not None else None,
        quoted_name=entry.quoted_name,
        quoted_text=entry.quoted_text,
    )


def _level_below(parent: _Place | None) -> int:
    """Return the level of a reply; what answers the deepest level allowed stays on it."""
    return min(parent.level + 1, settings.COMMENTS_XTD_MAX_THREAD_LEVEL) if parent else 0


def _base_row(page: Page, entry: CommentEntry) -> DjangoComment:
    return DjangoComment(
        content_type_id=page.content_type_id,
        object_pk=str(page.pk),
        site_id=settings.SITE_ID,
        user_name=entry.name,
        comment=entry.text,
        submit_date=entry.posted_at,
        is_public=True,
    )


def _count_replies(replies: dict[int, int]) -> None:
    by_number: dict[int, list[int]] = {}
    for pk, number in replies.items():
        by_number.setdefault(number, []).append(pk)
    for number, pks in by_number.items():
        for start in range(0, len(pks), BATCH):
            XtdComment.norel_objects.filter(pk__in=pks[start : start + BATCH]).update(
                nested_count=F("nested_count") + number
            )
