"""What moderators do with comments: each function is one transaction and leaves a trace in the log.

A decision names the version of the comment that was looked at, so that nobody overwrites what
another has decided, or judges a text that its author has changed in the meantime.
"""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from .history import (
    AUTHOR_HELD,
    AUTHOR_RELEASED,
    REDACTED,
    REPORTS_CLOSED,
    STATE_CHANGED,
    known,
    log_about,
)
from .models import Comment, Edit, HeldAuthor
from .services import locked, set_state, undo_state
from .states import CommentState

UNDO_WITHIN = timedelta(seconds=10)  # also how long the mails of a decision wait
ON_THE_WAY = timedelta(seconds=5)  # from the button to us
# How much longer the mails of many decisions at once wait: the first is undone with the last.
_BATCH_TAKES = timedelta(minutes=1)
LONGEST_UNDOABLE = UNDO_WITHIN + ON_THE_WAY + _BATCH_TAKES


class StaleError(Exception):
    """The comment has changed since it was looked at; ``comment`` is what it is now."""

    def __init__(self, comment: Comment) -> None:
        super().__init__("The comment has changed.")
        self.comment = comment


class TooLateError(Exception):
    """The decision can no longer be undone."""


@atomic
def decide(
    *,
    comment: Comment,
    version: int,
    to: str,
    by=None,
    reason: str = "",
    tells_author: bool = True,
    via: str = "",
    batch: str = "",
) -> ModelLogEntry | None:
    """Move a comment to another state and close the reports on it; return what undoes it.

    Deciding for the state it has, as for a reported comment that stays, closes the reports only.

    :param version: of the comment as it was looked at
    :param via: how it was decided where that is not the admin, for the log
    :param batch: names the decisions that are made in one go, for undo_batch()
    :raises StaleError: when it has changed since
    :raises ValidationError: when no way leads to that state
    """
    current = _as_seen(comment, version)
    if current.state == to:
        return _close_reports(current, by=by, reason=reason, via=via, batch=batch)
    set_state(
        comment=current,
        to=to,
        by=by,
        reason=reason,
        via=via,
        batch=batch,
        tells_author=tells_author,
        mail_after=_undoable_for(batch),
    )
    current.reports.filter(handled_at=None).update(handled_at=timezone.now())
    return last_decision(current)


@atomic
def undo(*, comment: Comment, entry_id: int, by) -> Comment:
    """Take back a decision that *by* has just made; return the comment as it is again.

    :param entry_id: of the decision, in the log
    :raises TooLateError: after ten seconds, or once anything else has happened to the comment
    """
    current = locked(comment.pk)
    entry = last_decision(current)
    if entry is None or entry.pk != entry_id or entry.user_id != by.pk:
        raise TooLateError
    is_late = timezone.now() - entry.timestamp > _undoable_for(entry.data.get("batch"))
    if is_late or current.version != entry.data["version"]:
        raise TooLateError
    current.reports.filter(handled_at__gte=entry.timestamp).update(handled_at=None)
    if entry.action == REPORTS_CLOSED:
        undone = {"reason": _("Undone"), "version": current.version, "is_undo": True}
        log_about(current, REPORTS_CLOSED, by, **undone)
        return current
    return undo_state(entry, by=by)


def undo_batch(*, comments: QuerySet[Comment], batch: str, by) -> tuple[int, int]:
    """Take back what *by* has just decided in one go, each in a transaction of its own.

    Return how many are undone, and how many are not since something else has happened to them.

    :param comments: those on which *by* may decide
    :raises TooLateError: ten seconds after the last of them
    """
    now = timezone.now()
    made = decisions_since(now - LONGEST_UNDOABLE, by=by).filter(data__batch=batch)
    entries = list(made.order_by("timestamp", "pk"))
    if not entries or now - entries[-1].timestamp > UNDO_WITHIN + ON_THE_WAY:
        raise TooLateError
    found = comments.in_bulk([int(entry.object_id) for entry in entries])
    undone = 0
    for entry in entries:
        with suppress(TooLateError, KeyError, Comment.DoesNotExist):
            undo(comment=found[int(entry.object_id)], entry_id=entry.pk, by=by)
            undone += 1
    return undone, len(entries) - undone


def decisions_since(moment: datetime, *, by) -> QuerySet[ModelLogEntry]:
    """Return what *by* has decided since then, and what of it they have undone."""
    decisions = (STATE_CHANGED, REPORTS_CLOSED)
    return ModelLogEntry.objects.filter(user=by, action__in=decisions, timestamp__gt=moment)


def _undoable_for(batch: str | None) -> timedelta:
    """Return how long a decision can be undone, and so how long its mails wait."""
    return LONGEST_UNDOABLE if batch else UNDO_WITHIN + ON_THE_WAY


def what_changed(comment: Comment, *, since: int) -> str:
    """Return what to tell a moderator who would decide on an earlier version of *comment*.

    :param since: the version that they looked at
    """
    entry = last_decision(comment)
    is_decided = entry is not None and entry.data.get("version", 0) > since
    who = get_user_display_name(entry.user) if is_decided else ""
    message = (
        _("Nothing was done: %(who)s decided on this comment meanwhile. It is now: %(state)s.")
        if who
        else _("Nothing was done: the comment has changed meanwhile. It is now: %(state)s.")
    )
    return message % {"who": who, "state": CommentState(comment.state).label}


def last_decision(comment: Comment) -> ModelLogEntry | None:
    """Return the newest entry of the log about the state of *comment* or the reports on it."""
    entries = ModelLogEntry.objects.for_instance(comment)
    decisions = entries.filter(action__in=(STATE_CHANGED, REPORTS_CLOSED))
    return decisions.order_by("-timestamp", "-pk").first()


@atomic
def redact(*, comment: Comment, version: int, passages: list[str], by, reason: str = "") -> Comment:
    """Put a visible mark in place of *passages* of the text, wherever readers see them.

    The text as it was is kept for moderators until the retention rules delete it.

    :raises StaleError: when the comment has changed since it was looked at
    :raises ValidationError: when a passage does not stand in the text
    """
    current = _as_seen(comment, version)
    missing = [passage for passage in passages if passage not in current.comment]
    if missing or not passages:
        raise ValidationError(
            _("“%(passage)s” does not stand in the comment. Copy the words from it."),
            params={"passage": missing[0][:60] if missing else ""},
        )
    Edit.objects.create(comment=current, text=current.comment, by_moderator=True)
    current.comment = _without(current.comment, passages)
    current.version += 1
    current.save(update_fields=["comment", "version"])
    for quoting in Comment.objects.filter(quotes=current).exclude(quoted_text=""):
        quoting.quoted_text = _without(quoting.quoted_text, passages)
        quoting.save(update_fields=["quoted_text"])
    for draft in current.reply_drafts.exclude(quoted_text=""):
        draft.quoted_text = _without(draft.quoted_text, passages)
        draft.save(update_fields=["quoted_text"])
    log_about(current, REDACTED, by, reason=reason)
    return current


def _without(text: str, passages: list[str]) -> str:
    # The longest first: one passage may stand within another.
    for passage in sorted(passages, key=len, reverse=True):
        text = text.replace(passage, _("[removed by a moderator]"))
    return text


@atomic
def hold_author(*, comment: Comment, by, reason: str = "") -> HeldAuthor:
    """Let everything wait for a moderator that comes under the address of *comment*.

    :raises ValidationError: when its author gave no address to know them by
    """
    receipt = getattr(comment, "receipt", None)
    if receipt is None or not receipt.address_key:
        raise ValidationError(_("Its author gave no address, and cannot be recognised."))
    held, is_new = HeldAuthor.objects.get_or_create(
        address_key=receipt.address_key, defaults={"held_by": by, "reason": reason}
    )
    if is_new:
        log_about(comment, AUTHOR_HELD, by, reason=reason)
    return held


@atomic
def release_author(held: HeldAuthor, *, by) -> None:
    """Let the author's comments go their usual way again."""
    log(instance=held, action=AUTHOR_RELEASED, user=by, title=str(held.pk))
    held.delete()


def _as_seen(comment: Comment, version: int) -> Comment:
    current = locked(comment.pk)
    if current.version != version:
        raise StaleError(current)
    return current


def _close_reports(
    comment: Comment, *, by, reason: str, via: str, batch: str
) -> ModelLogEntry | None:
    waiting = comment.reports.filter(handled_at=None)
    if not waiting.exists():
        return None
    comment.version += 1  # a link to decide otherwise, sent before, must not work any more
    comment.save(update_fields=["version"])
    said = {"reason": reason, "version": comment.version, **known(via=via, batch=batch)}
    entry = log_about(comment, REPORTS_CLOSED, by, **said)
    waiting.update(handled_at=timezone.now())
    return entry
