"""What a moderator is shown with each comment, for a whole page of them in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count
from wagtail.models import ModelLogEntry, Page

from qa.comments.models import Comment, HeldAuthor, Receipt
from qa.comments.states import TRANSITIONS, CommentState


@dataclass
class Card:
    """A comment with what helps to decide on it."""

    comment: Comment
    section: Page | None = None  # above its page
    history: list[tuple[str, int]] = field(default_factory=list)  # of its author: state and number
    is_author_held: bool = False
    log: list[ModelLogEntry] = field(default_factory=list)  # newest first

    @property
    def receipt(self) -> Receipt | None:
        """The receipt, which comments of experts and imported ones do not have."""
        return getattr(self.comment, "receipt", None)

    @property
    def reports(self) -> list:
        """What readers have reported and nobody has dealt with."""
        return [report for report in self.comment.reports.all() if report.handled_at is None]

    @property
    def ways(self) -> set[str]:
        """The states it can come to from here."""
        return {str(state) for state in TRANSITIONS[self.comment.state]}


def cards_of(ids: Iterable[int]) -> list[Card]:
    """Return a card for each comment of *ids*, in their order."""
    ids = list(ids)
    related = ("page", "expert", "receipt", "reply_to__expert", "user")
    comments = Comment.objects.select_related(*related)
    found = comments.prefetch_related("reports", "edits").in_bulk(ids)
    cards = [Card(found[pk]) for pk in ids if pk in found]
    keys = {card.receipt.address_key for card in cards if card.receipt} - {""}
    _tell_history(cards, keys)
    held = set(
        HeldAuthor.objects.filter(address_key__in=keys).values_list("address_key", flat=True)
    )
    logs = _logs([card.comment for card in cards])
    sections = _sections([card.comment.page for card in cards])
    for card in cards:
        card.section = sections.get(_path_above(card.comment.page))
        card.is_author_held = bool(card.receipt) and card.receipt.address_key in held
        card.log = logs[str(card.comment.pk)]
    return cards


def _sections(pages: list[Page]) -> dict[str, Page]:
    """Return the pages right above *pages*, by their tree paths."""
    above = Page.objects.filter(path__in={_path_above(page) for page in pages}, depth__gt=1)
    return {page.path: page for page in above}


def _path_above(page: Page) -> str:
    return page.path[: -Page.steplen]


def _tell_history(cards: list[Card], keys: set[str]) -> None:
    rows = (
        Receipt.objects.filter(address_key__in=keys, confirmed_at__isnull=False)
        .order_by()
        .values_list("address_key", "comment__state")
        .annotate(number=Count("pk"))
    )
    by_key = defaultdict(list)
    for key, state, number in rows:
        by_key[key].append((CommentState(state).label, number))
    for card in cards:
        if card.receipt and card.receipt.confirmed_at:
            card.history = by_key[card.receipt.address_key]


def _logs(comments: list[Comment]) -> dict[str, list[ModelLogEntry]]:
    logs = defaultdict(list)
    entries = ModelLogEntry.objects.filter(
        content_type__app_label="qa_comments",
        content_type__model="comment",
        object_id__in=[str(comment.pk) for comment in comments],
    )
    for entry in entries.select_related("user").order_by("-timestamp", "-pk"):
        logs[entry.object_id].append(entry)
    return logs
