"""Reading a discussion: the same few queries whatever its size.

The newest conversations come first, or the oldest, twenty a page; the replies in each are in the
order they came, at most fifty of them, with a way to the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, TypeVar

from django.db.models import Count, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page

from site_core.foundation import shown
from site_core.foundation.kept import kept, kept_each
from site_core.foundation.rows import single

from .models import Comment, CommentCount
from .nodes import PUBLIC, REPLIES_SHOWN, Node, conversations_of, for_reading, hang

ROOTS_A_PAGE = 20
# More than any discussion has; databases refuse offsets that are out of their range.
MOST_PAGES = 1_000_000

Made = TypeVar("Made")


class Order(StrEnum):
    """Which conversation a discussion begins with."""

    NEWEST = "newest"
    OLDEST = "oldest"


_ORDER_BY = {Order.NEWEST: ("-posted_at", "-pk"), Order.OLDEST: ("posted_at", "pk")}


class _Contents(NamedTuple):
    """What a page of a discussion shows, by numbers.

    :param sizes: by the key of each first comment, in order, how many replies there are at most
    """

    sizes: dict[int, int]
    total: int  # of all pages, as is the next
    conversations: int


@dataclass(frozen=True)
class ThreadPage:
    """One page of a discussion, looked up once something of it is asked for."""

    page: Page
    number: int
    order: Order

    @property
    def nodes(self) -> list[Node]:
        """The conversations on this page, with their replies."""
        root_ids = list(self._contents.sizes)
        self._look_up(root_ids)
        return [self._found[root_id] for root_id in root_ids if root_id in self._found]

    def each(self, kind: str, make: Callable[[Node], Made], *key: object) -> list[Made]:
        """Return what *make* makes of each conversation on this page.

        They are kept one by one: a comment has its own conversation made anew, and no other.

        :param kind: what is made, in a word
        :param make: depends on the conversation and on what the pieces of the page may (``kept``)
        :param key: whatever else tells it from others of the kind
        """
        root_ids = list(self._contents.sizes)
        made = kept_each(
            [(kind, root_id, *key) for root_id in root_ids],
            look_up=lambda places: self._look_up([root_ids[place] for place in places]),
            make=lambda place: self._made_of(root_ids[place], make),
        )
        return [one for one in made if one is not None]

    def _made_of(self, root_id: int, make: Callable[[Node], Made]) -> Made | None:
        """Return what *make* makes of one conversation, None where it has gone meanwhile."""
        node = self._found.get(root_id)
        if node is None:
            return None
        node.note_shown()
        return make(node)

    @cached_property
    def _found(self) -> dict[int, Node]:
        return {}

    def _look_up(self, root_ids: list[int]) -> None:
        sizes = self._contents.sizes
        lacking = {root_id: sizes[root_id] for root_id in root_ids if root_id not in self._found}
        if lacking:
            nodes = conversations_of(self.page.pk, lacking)
            self._found.update((node.comment.pk, node) for node in nodes)

    @property
    def has_any(self) -> bool:
        """Return whether there is a conversation on this page."""
        return bool(self._contents.sizes)

    @property
    def total(self) -> int:
        """Return how many comments readers can read, on all pages."""
        return self._contents.total

    @property
    def conversations(self) -> int:
        """Return how many first comments there are, on all pages."""
        return self._contents.conversations

    @cached_property
    def _contents(self) -> _Contents:
        return kept("contents", self.page.pk, self.number, self.order, make=self._read_contents)

    def _read_contents(self) -> _Contents:
        shown.note(shown.discussion(self.page.pk))
        roots = Comment.objects.shown_roots_on(self.page.pk)
        start = (self.number - 1) * ROOTS_A_PAGE
        order = _ORDER_BY[self.order]
        # By their keys alone, for a far page would read and join every row before its own.
        here = roots.order_by(*order).values("pk")[start : start + ROOTS_A_PAGE]
        rows = Comment.objects.filter(pk__in=here).order_by(*order)
        counts = (_kept_number(self.page.pk), _count(roots))
        found = list(rows.values_list("pk", "nested_count", *counts))
        _pk, _size, total, conversations = found[0] if found else (0, 0, 0, 0)
        return _Contents({pk: size for pk, size, *_counts in found}, total, conversations)

    @property
    def page_count(self) -> int:
        """Return how many pages there are; an empty discussion has one."""
        return _pages(self.conversations, ROOTS_A_PAGE)

    @property
    def previous_url(self) -> str:
        """Return the path of the page before this one in its order, "" on the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """Return the path of the page after this one in its order, "" on the last."""
        return self._url(self.number + 1) if self.number < self.page_count else ""

    @property
    def newest_url(self) -> str:
        """Return the path where the newest conversations come first."""
        return page_url(self.page, 1)

    @property
    def oldest_url(self) -> str:
        """Return the path where the oldest conversations come first."""
        return page_url(self.page, 1, Order.OLDEST)

    def _url(self, number: int) -> str:
        return page_url(self.page, number, self.order)


@dataclass(frozen=True)
class Conversation:
    """One first comment with one page of its replies."""

    page: Page
    number: int
    page_count: int
    node: Node

    def each(self, kind: str, make: Callable[[Node], Made], *key: object) -> list[Made]:
        """Return what *make* makes of the conversation, as ``ThreadPage.each`` does of many."""
        return [make(self.node)]

    @property
    def previous_url(self) -> str:
        """Return the path of the page with older replies, "" on the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """Return the path of the page with newer replies, "" on the last."""
        return self._url(self.number + 1) if self.number < self.page_count else ""

    def _url(self, number: int) -> str:
        return conversation_url(self.page, self.node.comment.pk, number)


def _pages(items: int, a_page: int) -> int:
    return max(1, -(-items // a_page))


def page_url(page: Page, number: int, order: Order = Order.NEWEST) -> str:
    """Return the path of page *number*; the newest conversations are on the article itself."""
    if order is Order.NEWEST:
        return f"{page.url}comments/{number}/" if number > 1 else f"{page.url}#comments"
    return f"{page.url}comments/{order}/" + (f"{number}/" if number > 1 else "")


def conversation_url(page: Page, root_id: int, number: int = 1) -> str:
    """Return the path of page *number* of all replies to one first comment."""
    return f"{page.url}comments/thread/{root_id}/" + (f"{number}/" if number > 1 else "")


def page_of_thread(page: Page, number: int = 1, order: Order = Order.NEWEST) -> ThreadPage:
    """Return page *number* (from 1) of the discussion of *page*.

    :raises LookupError: when the discussion has no such page
    """
    if not 1 <= number <= MOST_PAGES:
        raise LookupError("The discussion has no such page.")
    found = ThreadPage(page, number, order)
    if number > 1 and not found.has_any:
        raise LookupError("The discussion has no such page.")
    return found


def _kept_number(page_id: int) -> Coalesce:
    """Return how many comments of the page can be read, as is kept beside them, as a subquery."""
    kept = CommentCount.objects.filter(page=page_id)
    return Coalesce(Subquery(kept.values("public")), 0)


def _count(comments) -> Coalesce:
    """Return the number of *comments* as a subquery, to come along with other rows."""
    numbers = comments.order_by().values("page_id").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbers.values("number")), 0)


def conversation(page: Page, root_id: int, number: int = 1) -> Conversation:
    """Return page *number* of all replies to the first comment *root_id*.

    :raises LookupError: when there is no such comment or no such page
    """
    root = single(for_reading(Comment.objects.shown_roots_on(page.pk).filter(pk=root_id)))
    if root is None:
        raise LookupError("No such conversation.")
    replies = Comment.objects.shown_on(page.pk, [root_id]).filter(root_id=root_id)
    number_of = replies.aggregate(shown=Count("pk"), public=Count("pk", filter=PUBLIC))
    page_count = _pages(number_of["shown"], REPLIES_SHOWN)
    if not 1 <= number <= page_count:
        raise LookupError(f"The conversation has {page_count} pages.")
    start = (number - 1) * REPLIES_SHOWN
    node = Node(root, reply_count=number_of["public"])
    hang([node], for_reading(replies.order_by("pk"))[start : start + REPLIES_SHOWN])
    return Conversation(page, number, page_count, node)


def place_of(page: Page, comment_id: int) -> str:
    """Return the path and fragment where readers find the comment.

    :raises LookupError: when readers do not see such a comment on this page
    """
    comment = single(Comment.objects.shown_one(page.pk, comment_id).select_related("root"))
    if comment is None:
        raise LookupError("No such comment.")
    if comment.root_id is not None:
        root_id = comment.root_id
        shown = Comment.objects.shown_on(page.pk, [root_id]).filter(root_id=root_id)
        before = shown.filter(pk__lt=comment.pk).count()
        if before >= REPLIES_SHOWN:
            path = conversation_url(page, comment.root_id, before // REPLIES_SHOWN + 1)
            return f"{path}#c{comment.pk}"
    root = comment.root if comment.root_id else comment
    newer = Q(posted_at__gt=root.posted_at) | Q(posted_at=root.posted_at, pk__gt=root.pk)
    number = Comment.objects.shown_roots_on(page.pk).filter(newer).count() // ROOTS_A_PAGE + 1
    return f"{page_url(page, number).removesuffix('#comments')}#c{comment.pk}"
