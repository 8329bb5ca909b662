"""What a moderator has just decided and can still undo."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.history import REPORTS_CLOSED
from qa.comments.states import CommentState

SHOWN = 5
# Of the log; what is decided in one go and undone again leaves two entries for each comment.
LOOKED_AT = 2_500

DONE = {
    CommentState.PUBLIC: gettext_lazy("Published"),
    CommentState.REJECTED: gettext_lazy("Rejected"),
    CommentState.SPAM: gettext_lazy("Marked as spam"),
    CommentState.REMOVED: gettext_lazy("Removed"),
}


@dataclass
class Offer:
    """A decision that can be undone, or all that were made in one go."""

    entries: list[ModelLogEntry]  # newest first

    @property
    def entry(self) -> ModelLogEntry:
        return self.entries[0]

    @property
    def batch(self) -> str:
        """What names those made in one go, "" for a single decision."""
        return self.entry.data.get("batch", "")

    @property
    def text(self) -> str:
        """What was done, and with which or how many comments."""
        if not self.batch:
            what = {"number": self.entry.object_id, "message": self.entry.message}
            return _("Comment %(number)s: %(message)s.") % what
        number = len(self.entries)
        text = ngettext("%(number)d comment: %(what)s.", "%(number)d comments: %(what)s.", number)
        done = sorted({_done(entry) for entry in self.entries})
        return text % {"number": number, "what": ", ".join(done)}


def _done(entry: ModelLogEntry) -> str:
    if entry.action == REPORTS_CLOSED:
        return _("Kept")
    return str(DONE.get(entry.data["after"]) or CommentState(entry.data["after"]).label)


def undoable_by(user) -> list[Offer]:
    """Return the decisions of *user* that can still be undone, newest first, in one query."""
    now = timezone.now()
    made = moderation.decisions_since(now - moderation.LONGEST_UNDOABLE, by=user)
    newest: dict[str, ModelLogEntry] = {}
    for entry in made.order_by("-timestamp", "-pk")[:LOOKED_AT]:
        newest.setdefault(entry.object_id, entry)
    groups: dict[str, Offer] = {}
    for entry in newest.values():
        if not entry.data.get("is_undo"):
            key = entry.data.get("batch") or entry.object_id
            groups.setdefault(key, Offer([])).entries.append(entry)
    return [offer for offer in groups.values() if _is_fresh(offer, now)][:SHOWN]


def _is_fresh(offer: Offer, now: datetime) -> bool:
    return now - offer.entry.timestamp <= moderation.UNDO_WITHIN
