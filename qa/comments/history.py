"""Who moved a comment from one state to another, when and why: kept in Wagtail's log."""

from wagtail.log_actions import log, registry
from wagtail.models import ModelLogEntry

from .models import Comment

STATE_CHANGED = "qa_comments.state_changed"
REPORTS_CLOSED = "qa_comments.reports_closed"
REDACTED = "qa_comments.redacted"
AUTHOR_HELD = "qa_comments.author_held"
AUTHOR_RELEASED = "qa_comments.author_released"
MAIL_LINK = "mail link"  # how a decision was taken, as the log keeps it


def log_state(comment: Comment, *, before: str, by=None, reason: str = "", **more) -> ModelLogEntry:
    """Record that *comment* has left the state *before*.

    :param more: further plain values to keep with the entry
    """
    return log(
        instance=comment,
        action=STATE_CHANGED,
        user=by,
        title=str(comment.pk),
        data={"before": before, "after": str(comment.state), "reason": reason, **more},
    )


def last_change(comment: Comment) -> ModelLogEntry | None:
    """Return the entry of the newest change of state, None where there was none."""
    changes = registry.get_logs_for_instance(comment).filter(action=STATE_CHANGED)
    return changes.order_by("-timestamp", "-pk").first()


def reason_of(comment: Comment) -> str:
    """Return what was said when the comment came into its present state, "" for nothing."""
    last = last_change(comment)
    return last.data["reason"] if last and last.data["after"] == comment.state else ""
