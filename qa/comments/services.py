"""Writing one comment, each time in one transaction; many at once are added by bulk.py."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page

from . import counts, notices, waiting
from .history import known, log_state
from .models import Comment, mirror_state
from .states import SHOWN_STATES, TRANSITIONS, CommentState

OF_STATE = ("state", "is_public", "is_removed", "published_at")  # fields


def add_comment(
    *,
    page: Page,
    text: str,
    name: str = "",
    email: str = "",
    network_address: str = "",
    user=None,
    reply_to: Comment | None = None,
    expert=None,
    quoted_text: str = "",
    posted_at: datetime | None = None,
    state: str = CommentState.PENDING,
) -> Comment:
    """Add a comment to the discussion of *page* and return it, in a transaction of the caller's.

    :param name: the name a reader gives; an expert's own name replaces it
    :param network_address: the IP address it came from, "" when unknown
    :param user: who wrote it in their own account
    :param expert: whose reply it is; asking whether *user* may speak as such is up to the caller
    :param quoted_text: the part of *reply_to* that an expert's reply quotes
    :param posted_at: aware; now if left out
    :raises ValidationError: where the reply may not stand (other page, hidden, too deep)
    """
    comment = Comment(
        page=page,
        user=user,
        user_name=(expert.title if expert else name)[:50],
        user_email=email,
        ip_address=network_address or None,
        comment=text,
        reply_to=reply_to,
        expert=expert,
        submit_date=posted_at,
        state=state,
    )
    if expert and reply_to and quoted_text:
        comment.quotes = reply_to
        comment.quoted_name = reply_to.display_name[:50]
        comment.quoted_text = quoted_text
    if state in SHOWN_STATES:
        comment.published_at = posted_at or timezone.now()
    _save_counted(comment)
    if state == CommentState.PUBLIC:
        notices.became_public(comment)
    elif state == CommentState.PENDING:
        waiting.came_to_wait(comment)
    return comment


post_comment = atomic(add_comment)  # the same in a transaction of its own


def _save_counted(comment: Comment) -> None:
    """Save a new comment, and add it to the numbers of its discussion."""
    is_public = comment.state == CommentState.PUBLIC
    if is_public and not (comment.reply_to_id or comment.expert_id):
        comment.save()
        counts.add_first(comment)
    elif is_public or comment.expert_id:
        counts.lock(comment.page_id)
        with counts.changing(comment):
            comment.save()
    else:  # it counts once somebody has decided on it
        comment.save()


def expert_of(user):
    """Return the live expert profile linked to *user*, or None."""
    expert_page = Comment.expert.field.related_model
    return expert_page.objects.live().filter(user=user).first()


def locked(comment_id: int) -> Comment:
    """Return the comment as it is now, locked until the end of the transaction.

    The numbers of its discussion are locked before it: who waits for them must hold no comment.
    """
    counts.lock(Comment.objects.values_list("page_id", flat=True).get(pk=comment_id))
    return Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=comment_id)


@atomic
def set_state(
    *,
    comment: Comment,
    to: str,
    by=None,
    reason: str = "",
    via: str = "",
    batch: str = "",
    tells_author: bool = True,
    mail_after: timedelta = timedelta(0),
) -> Comment:
    """Move *comment* to the state *to* and log who did it and why; return it as it is now.

    The only writer of ``state``. Setting the state it already has does nothing.

    :param via: how it was decided where that is not the admin, for the log
    :param batch: what it was decided together with, for the log
    :param tells_author: whether its author hears of it by mail
    :param mail_after: how long mails about it wait, so that it can be undone before
    :raises ValidationError: when no way leads from its present state to *to*
    """
    current = locked(comment.pk)
    before = current.state
    if before == to:
        return current
    if to not in TRANSITIONS[before]:
        raise ValidationError(
            _("A comment that is “%(before)s” cannot become “%(after)s”."),
            code="no_such_transition",
            params={
                "before": CommentState(before).label,
                "after": CommentState(to).label,
            },
        )
    current.state = to
    mirror_state(current)
    current.version += 1
    is_new = to == CommentState.PUBLIC and current.published_at is None
    if is_new:
        current.published_at = timezone.now()
    with counts.changing(current):
        current.save(update_fields=[*OF_STATE, "version"])
    more = known(via=via, batch=batch) | {"version": current.version, "is_new": is_new}
    entry = log_state(current, before=before, by=by, reason=reason, **more)
    notices.state_changed(
        current, before=before, change=entry.pk, tells_author=tells_author, after=mail_after
    )
    return current


@atomic
def undo_state(entry: ModelLogEntry, *, by) -> Comment:
    """Take a change of state back, as if it had not been made, and log that; tell nobody.

    :param entry: of the log, for the newest change of the comment
    """
    comment = locked(int(entry.object_id))
    comment.state = entry.data["before"]
    mirror_state(comment)
    comment.version += 1
    if entry.data["is_new"]:
        comment.published_at = None
    with counts.changing(comment):
        comment.save(update_fields=[*OF_STATE, "version"])
    log_state(
        comment,
        before=entry.data["after"],
        by=by,
        reason=_("Undone"),
        version=comment.version,
        is_new=False,
        is_undo=True,
    )
    return comment
