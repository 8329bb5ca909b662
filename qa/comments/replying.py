"""What experts do with the comments that wait for them: reply, keep a draft, or decline.

Each function is one transaction. Whether *user* may speak as an expert on the page is up to the
caller to ask; whether what they say appears at once is decided here.
"""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind

from . import counts, notices
from .history import DECLINE_TAKEN_BACK, DECLINED, REPLIED, log_about
from .models import Comment, CommentSettings, Decline, ReplyDraft
from .models.replying import TOLD_REASONS
from .moderation import ON_THE_WAY, UNDO_WITHIN
from .permissions import user_can_publish_reply
from .policy import CommentPolicy, policy_of
from .services import expert_of, locked, post_comment
from .states import CommentState

LEFT_OUT = "[…]"  # stands in a quote where something was left out


class ChangedError(Exception):
    """The comment is not what its expert looked at any more; the message says why."""


def can_be_replied_to(comment: Comment) -> bool:
    """Return whether readers see the comment, and so would see a reply; also where it is closed."""
    page = comment.page.specific
    site = page.get_site()
    if site is None or not page.live or comment.state != CommentState.PUBLIC:
        return False
    return policy_of(page, CommentSettings.for_site(site)) != CommentPolicy.HIDDEN


def newest_reply(comment: Comment) -> int:
    """Return the number of the newest expert reply that stands or waits below it; 0 for none."""
    standing = comment.replies.filter(
        expert__isnull=False, state__in=(CommentState.PUBLIC, CommentState.PENDING)
    )
    return standing.aggregate(newest=Max("pk"))["newest"] or 0


def check_quote(quoted_text: str, text: str) -> None:
    """Raise ValidationError where *quoted_text* is not taken from *text*.

    Its parts, with LEFT_OUT between them, stand there in the same order. White space may differ.
    """
    rest = " ".join(text.split())
    for part in quoted_text.split(LEFT_OUT):
        words = " ".join(part.split())
        _before, found, rest = rest.partition(words) if words else ("", " ", rest)
        if not found:
            raise ValidationError(
                _("“%(words)s” does not stand in the comment. Delete from the quote; add nothing."),
                code="no_quote",
                params={"words": words[:60]},
            )


@atomic
def reply(
    *,
    comment: Comment,
    version: int,
    newest: int,
    user,
    text: str,
    quoted_text: str = "",
    asks_editor: bool = False,
) -> Comment:
    """Post *user*'s reply as an expert and return it: public, or waiting for an editor.

    :param version: of the comment as the expert saw it
    :param newest: what newest_reply() was then
    :param quoted_text: the part of the comment to quote, "" for none
    :param asks_editor: whether an editor reads it first; always so without the right to publish
    :raises ChangedError: when either is another now
    :raises ValidationError: for a quote that is none, or where nobody can reply any more
    """
    current = locked(comment.pk)
    if not can_be_replied_to(current):
        raise ValidationError(_("Readers no longer see the comment, so nobody can reply to it."))
    if current.version != version:
        raise ChangedError(_("The comment has changed meanwhile. Please read it again."))
    if newest_reply(current) != newest:
        raise ChangedError(_("An expert has replied to it meanwhile; see below."))
    check_quote(quoted_text, current.comment)
    at_once = user_can_publish_reply(user, current.page) and not asks_editor
    made = post_comment(
        page=current.page,
        text=text,
        user=user,
        expert=expert_of(user),
        reply_to=current,
        quoted_text=quoted_text,
        state=CommentState.PUBLIC if at_once else CommentState.PENDING,
    )
    log_about(made, REPLIED, user, to=current.pk, after=str(made.state))
    ReplyDraft.objects.filter(comment=current, user=user).delete()
    Decline.objects.filter(comment=current).delete()
    return made


@atomic
def save_draft(*, comment: Comment, user, text: str, quoted_text: str) -> ReplyDraft:
    """Keep what *user* has written so far; one draft a comment."""
    draft, _is_new = ReplyDraft.objects.update_or_create(
        comment=comment, user=user, defaults={"text": text, "quoted_text": quoted_text}
    )
    return draft


@atomic
def decline(*, comment: Comment, version: int, reason: str, detail: str, user) -> Decline:
    """Close *comment* without a reply, and tell who asked unless it needs none.

    :param reason: a value of DeclineReason
    :raises ChangedError: when the comment has changed since it was looked at, or is closed already
    """
    current = locked(comment.pk)
    if current.version != version or current.state != CommentState.PUBLIC:
        raise ChangedError(_("The comment has changed meanwhile. Please read it again."))
    with counts.changing(current):
        made, is_new = Decline.objects.get_or_create(
            comment=current, defaults={"reason": reason, "detail": detail, "declined_by": user}
        )
    if not is_new:
        raise ChangedError(_("Somebody has declined it meanwhile."))
    ReplyDraft.objects.filter(comment=current, user=user).delete()
    log_about(current, DECLINED, user, reason=made.get_reason_display())
    if reason in TOLD_REASONS:
        # As long as a decision of a moderator waits: it may have been a slip.
        due_at = timezone.now() + UNDO_WITHIN + ON_THE_WAY
        send_later("comment_declined", after=due_at, comment_id=current.pk)
    return made


@atomic
def take_back_decline(*, comment: Comment, user) -> None:
    """Let the comment wait for a reply again; a mail that has not left yet is dropped."""
    current = locked(comment.pk)
    with counts.changing(current):
        deleted, _by_model = Decline.objects.filter(comment=current).delete()
    if deleted:
        log_about(comment, DECLINE_TAKEN_BACK, user)


@mail_kind("comment_declined")
def declined_letter(*, comment_id: int) -> Letter | None:
    """Tell who asked that an expert has read the comment and will not reply, and why."""
    decline = Decline.objects.filter(pk=comment_id, reason__in=TOLD_REASONS).first()
    receipt = notices.receipt_to_tell(comment_id, CommentState.PUBLIC) if decline else None
    if receipt is None:
        return None
    return notices.letter_to_author(
        receipt,
        subject=gettext_lazy("An expert has read your comment on “%(title)s”"),
        template="mail/comment_declined",
        reason=decline.get_reason_display,  # asked for where its language is known
        detail=decline.detail,
    )
