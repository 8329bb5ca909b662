"""A conversation as readers see it: comments, and what hangs below each.

Replies are indented twice and flat below that. The first fifty of each conversation are looked up
here, for many conversations together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from site_core.foundation import shown

from .models import Comment
from .states import CommentState

REPLIES_SHOWN = 50
DEEPEST_INDENT = 2

PUBLIC = Q(state=CommentState.PUBLIC)

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

    def note_shown(self) -> None:
        """Note all that stands on what is being made where this conversation does."""
        self.comment.note_shown()
        shown.note(shown.any_conversation(self.comment.page_id))
        if self.comment.expert_id:
            self.comment.expert.note_shown()
        if self.comment.quotes_id:  # may be of another conversation
            shown.note(shown.conversation(self.comment.quoted_root or self.comment.quotes_id))
        for reply in self.replies:
            reply.note_shown()


def for_reading(comments):
    """Fetch what readers see: who replies as an expert, and what has become of what they quote."""
    rows = comments.select_related("expert").only(*_READ, *_READ_OF_EXPERT)
    return rows.annotate(
        quoted_root=F("quotes__root_id"),
        quoted_state=F("quotes__state"),
        quoted_edited_at=F("quotes__edited_at"),
    )


def _answered_name(comment: Comment) -> str:
    """Return whom a reply answers; who withdrew or lost their words is not named by others."""
    return _("a comment no longer shown") if comment.is_tombstone else comment.display_name


def conversations_of(page_id: int, sizes: dict[int, int]) -> list[Node]:
    """Return conversations of a page with the first replies in each, in two queries at most.

    :param sizes: by the key of each first comment, how many replies there are at most
    """
    shown = Comment.objects.shown_on(page_id, list(sizes))
    short = [pk for pk, size in sizes.items() if size <= REPLIES_SHOWN]
    rows = list(for_reading(shown.filter(Q(pk__in=sizes) | Q(root_id__in=short))).order_by("pk"))
    nodes = {row.pk: Node(row) for row in rows if row.root_id is None}
    replies = [row for row in rows if row.root_id in nodes]
    hang(list(nodes.values()), replies)
    for reply in replies:
        nodes[reply.root_id].reply_count += reply.state == CommentState.PUBLIC
    long = [node for pk, node in nodes.items() if sizes[pk] > REPLIES_SHOWN]
    if long:
        _hang_first_replies(long, shown)
    return list(nodes.values())


def _hang_first_replies(nodes: list[Node], shown) -> None:
    by_root = {"partition_by": F("root_id")}
    replies = list(
        for_reading(shown.filter(root_id__in=[node.comment.pk for node in nodes]))
        .annotate(
            position=Window(RowNumber(), order_by=F("pk").asc(), **by_root),
            siblings=Window(Count("pk"), **by_root),
            public_siblings=Window(Count("pk", filter=PUBLIC), **by_root),
        )
        .filter(position__lte=REPLIES_SHOWN)
        .order_by("pk")
    )
    hang(nodes, replies)
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


def hang(nodes: list[Node], replies: Iterable[Comment]) -> None:
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
    answered = for_reading(Comment.objects.filter(pk__in=ids)).in_bulk()
    for node in strays:
        node.in_reply_to = _answered_name(answered[node.comment.reply_to_id])
