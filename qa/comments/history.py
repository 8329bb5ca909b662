"""Who moved a comment from one state to another, when and why: kept in Wagtail's log."""

from wagtail.log_actions import log, registry

from .models import Comment

STATE_CHANGED = "qa_comments.state_changed"


def log_state(comment: Comment, *, before: str, by=None, reason: str = "") -> None:
    """Record that *comment* has left the state *before*."""
    log(
        instance=comment,
        action=STATE_CHANGED,
        user=by,
        title=str(comment.pk),
        data={"before": before, "after": str(comment.state), "reason": reason},
    )


def reason_of(comment: Comment) -> str:
    """Return what was said when the comment came into its present state, "" for nothing."""
    changes = registry.get_logs_for_instance(comment).filter(action=STATE_CHANGED)
    last = changes.order_by("-timestamp", "-pk").first()
    return last.data["reason"] if last and last.data["after"] == comment.state else ""
