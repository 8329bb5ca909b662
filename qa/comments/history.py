"""Who did what with a comment, when and why: kept in Wagtail's log."""

from collections.abc import Iterable

from wagtail.log_actions import log, registry
from wagtail.models import ModelLogEntry

from .models import Comment

STATE_CHANGED = "qa_comments.state_changed"
REPORTS_CLOSED = "qa_comments.reports_closed"
REDACTED = "qa_comments.redacted"
AUTHOR_HELD = "qa_comments.author_held"
AUTHOR_RELEASED = "qa_comments.author_released"
REPLIED = "qa_comments.replied"
DECLINED = "qa_comments.declined"
DECLINE_TAKEN_BACK = "qa_comments.decline_taken_back"

MAIL_LINK = "mail link"  # how a decision was taken, as the log keeps it


def known(**values: str) -> dict[str, str]:
    """Return those of *values* that say anything, to be kept with an entry."""
    return {name: value for name, value in values.items() if value}


def log_about(comment: Comment, action: str, by=None, **data) -> ModelLogEntry:
    """Record what was done with *comment*.

    :param data: plain values to keep with the entry
    """
    return log(instance=comment, action=action, user=by, title=str(comment.pk), data=data)


def log_state(comment: Comment, *, before: str, by=None, reason: str = "", **more) -> ModelLogEntry:
    """Record that *comment* has left the state *before*.

    :param more: further plain values to keep with the entry
    """
    states = {"before": before, "after": str(comment.state)}
    return log_about(comment, STATE_CHANGED, by, **states, reason=reason, **more)


def reasons_of(comments: Iterable[Comment]) -> dict[int, str]:
    """Return what was said when each of *comments* came into its present state, in one query."""
    by_key = {str(comment.pk): comment for comment in comments}
    changes = ModelLogEntry.objects.filter(
        action=STATE_CHANGED,
        content_type__app_label="qa_comments",
        content_type__model="comment",
        object_id__in=by_key,
    )
    newest = {entry.object_id: entry for entry in changes.order_by("timestamp", "pk")}
    return {
        int(key): entry.data["reason"]
        for key, entry in newest.items()
        if entry.data["after"] == by_key[key].state
    }


def last_change(comment: Comment) -> ModelLogEntry | None:
    """Return the entry of the newest change of state, None where there was none."""
    changes = registry.get_logs_for_instance(comment).filter(action=STATE_CHANGED)
    return changes.order_by("-timestamp", "-pk").first()


def reason_of(comment: Comment) -> str:
    """Return what was said when the comment came into its present state, "" for nothing."""
    last = last_change(comment)
    return last.data["reason"] if last and last.data["after"] == comment.state else ""
