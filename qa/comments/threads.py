"""Reading a discussion: the same few queries whatever its size.

The newest conversations come first, or the oldest, twenty a page; the replies in each are in the
order they came, at most fifty of them, with a way to the rest. Replies are indented twice and flat
below that.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from django.db.models import Count, F, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils.translation import gettext as _
from wagtail.models import Page

from site_core.foundation import shown
from site_core.foundation.kept import kept

from .models import Comment
from .states import CommentState

ROOTS_A_PAGE = 20
REPLIES_SHOWN = 50
DEEPEST_INDENT = 2
# More than any discussion has; databases refuse offsets that are out of their range.
MOST_PAGES = 1_000_000

_PUBLIC = Q(state=CommentState.PUBLIC)


class Order(StrEnum):
    """Which conversation a discussion begins with."""

    NEWEST = "newest"
    OLDEST = "oldest"


# A third of the columns that a comment and a profile have: each takes time for every row.
_READ = (
    *("user_name", "comment", "level", "page_id", "state", "root_id", "reply_to_id"),
    *("posted_at", "published_at", "edited_at", "quotes_id", "quoted_name", "quoted_text"),
)
_READ_OF_EXPERT = tuple(
    f"expert__{field}"
    for field in (
        *("title", "post_nominals", "role", "live", "expire_at", "slug", "url_path", "path"),
        *("depth", "locale_id", "translation_key", "alias_of_id"),
    )
)
_ORDER_BY = {Order.NEWEST: ("-posted_at", "-pk"), Order.OLDEST: ("posted_at", "pk")}


@dataclass(eq=False)
class Node:
    """A comment and what hangs below it on this page."""

    comment: Comment
    replies: list["Node"] = field(default_factory=list)
    # All that can be read of the replies to a first comment, however deep, on whatever page.
    reply_count: int = 0
    # Name of whoever is answered, where the place alone does not show it.
    in_reply_to: str = ""
    # Replies to a first comment that are on pages of their own.
    hidden_replies: int = 0


@dataclass(frozen=True)
class ThreadPage:
    """One page of a discussion, looked up once something of it is asked for."""

    page: Page
    number: int
    order: Order

    @cached_property
    def nodes(self) -> list[Node]:
        """The conversations on this page, with their replies."""
        nodes = [Node(root) for root in self._roots]
        _hang_replies(nodes, Comment.objects.shown_on(self.page.pk))
        return nodes

    @property
    def total(self) -> int:
        """Return how many comments readers can read, on all pages."""
        return self._counts[0]

    @property
    def conversations(self) -> int:
        """Return how many first comments there are, on all pages."""
        return self._counts[1]

    @cached_property
    def _roots(self) -> list[Comment]:
        shown.note(shown.discussion(self.page.pk))
        comments = Comment.objects.shown_on(self.page.pk)
        roots = Comment.objects.shown_roots_on(self.page.pk)
        start = (self.number - 1) * ROOTS_A_PAGE
        order = _ORDER_BY[self.order]
        # By their keys alone, for a far page would read and join every row before its own.
        here = roots.order_by(*order).values("pk")[start : start + ROOTS_A_PAGE]
        return list(
            _for_reading(Comment.objects.filter(pk__in=here))
            .annotate(total=_count(comments.filter(_PUBLIC)), roots=_count(roots))
            .order_by(*order)
        )

    @cached_property
    def _counts(self) -> tuple[int, int]:
        def count() -> tuple[int, int]:
            return (self._roots[0].total, self._roots[0].roots) if self._roots else (0, 0)

        return kept("counts", self.page.pk, self.number, self.order, make=count)

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

    @property
    def nodes(self) -> list[Node]:
        """Return the first comment as a list, as a page of the discussion has many."""
        return [self.node]

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
    if number > 1 and not found.nodes:
        raise LookupError("The discussion has no such page.")
    return found


def _count(comments) -> Coalesce:
    """Return the number of *comments* as a subquery, to come along with other rows."""
    numbers = comments.order_by().values("page_id").annotate(number=Count("pk"))
    return Coalesce(Subquery(numbers.values("number")), 0)


def conversation(page: Page, root_id: int, number: int = 1) -> Conversation:
    """Return page *number* of all replies to the first comment *root_id*.

    :raises LookupError: when there is no such comment or no such page
    """
    root = _for_reading(Comment.objects.shown_roots_on(page.pk).filter(pk=root_id)).first()
    if root is None:
        raise LookupError("No such conversation.")
    replies = Comment.objects.shown_on(page.pk).filter(root_id=root_id)
    number_of = replies.aggregate(shown=Count("pk"), public=Count("pk", filter=_PUBLIC))
    page_count = _pages(number_of["shown"], REPLIES_SHOWN)
    if not 1 <= number <= page_count:
        raise LookupError(f"The conversation has {page_count} pages.")
    start = (number - 1) * REPLIES_SHOWN
    node = Node(root, reply_count=number_of["public"])
    _hang([node], _for_reading(replies.order_by("pk"))[start : start + REPLIES_SHOWN])
    return Conversation(page, number, page_count, node)


def place_of(page: Page, comment_id: int) -> str:
    """Return the path and fragment where readers find the comment.

    :raises LookupError: when readers do not see such a comment on this page
    """
    comment = Comment.objects.shown_one(page.pk, comment_id).select_related("root").first()
    if comment is None:
        raise LookupError("No such comment.")
    if comment.root_id is not None:
        shown = Comment.objects.shown_on(page.pk).filter(root_id=comment.root_id)
        before = shown.filter(pk__lt=comment.pk).count()
        if before >= REPLIES_SHOWN:
            path = conversation_url(page, comment.root_id, before // REPLIES_SHOWN + 1)
            return f"{path}#c{comment.pk}"
    root = comment.root if comment.root_id else comment
    newer = Q(posted_at__gt=root.posted_at) | Q(posted_at=root.posted_at, pk__gt=root.pk)
    number = Comment.objects.shown_roots_on(page.pk).filter(newer).count() // ROOTS_A_PAGE + 1
    return f"{page_url(page, number).removesuffix('#comments')}#c{comment.pk}"


def _for_reading(comments):
    """Fetch what readers see: who replies as an expert, and what has become of what they quote."""
    rows = comments.select_related("expert").only(*_READ, *_READ_OF_EXPERT)
    return rows.annotate(quoted_state=F("quotes__state"), quoted_edited_at=F("quotes__edited_at"))


def _answered_name(comment: Comment) -> str:
    """Return whom a reply answers; who withdrew or lost their words is not named by others."""
    return _("a comment no longer shown") if comment.is_tombstone else comment.display_name


def _hang_replies(nodes: list[Node], shown) -> None:
    """Fetch the first replies of each conversation in one query and hang them below it."""
    by_root = {"partition_by": F("root_id")}
    replies = list(
        _for_reading(shown.filter(root_id__in=[node.comment.pk for node in nodes]))
        .annotate(
            position=Window(RowNumber(), order_by=F("pk").asc(), **by_root),
            siblings=Window(Count("pk"), **by_root),
            public_siblings=Window(Count("pk", filter=_PUBLIC), **by_root),
        )
        .filter(position__lte=REPLIES_SHOWN)
        .order_by("pk")
    )
    _hang(nodes, replies)
    # Every reply carries the counts of its whole conversation.
    one_of = {reply.root_id: reply for reply in replies}
    for node in nodes:
        if reply := one_of.get(node.comment.pk):
            node.reply_count = reply.public_siblings
            node.hidden_replies = max(0, reply.siblings - REPLIES_SHOWN)


@dataclass(frozen=True)
class _Shelf:
    """Where the replies to one comment go: ``level`` 1 below a first comment, then 2."""

    nodes: list[Node]
    level: int
    # Set where the shelf is shared, so that each reply there says whom it answers.
    whose: str = ""


def _hang(nodes: list[Node], replies: Iterable[Comment]) -> None:
    """Hang *replies*, oldest first, below *nodes*: two levels deep, flat from there on."""
    shelves = {node.comment.pk: _Shelf(node.replies, 1) for node in nodes}
    strays = []
    for comment in replies:
        node = Node(comment)
        shelf = shelves.get(comment.reply_to_id)
        if shelf is None:  # what it answers stands on an earlier page of the conversation
            shelf = shelves[comment.root_id]
            strays.append(node)
        node.in_reply_to = shelf.whose
        shelf.nodes.append(node)
        if shelf.level == DEEPEST_INDENT:
            shelves[comment.pk] = replace(shelf, whose=_answered_name(comment))
        else:
            shelves[comment.pk] = _Shelf(node.replies, shelf.level + 1)
    _name_the_answered(strays)


def _name_the_answered(strays: list[Node]) -> None:
    if not strays:
        return
    ids = {node.comment.reply_to_id for node in strays}
    answered = _for_reading(Comment.objects.filter(pk__in=ids)).in_bulk()
    for node in strays:
        node.in_reply_to = _answered_name(answered[node.comment.reply_to_id])
