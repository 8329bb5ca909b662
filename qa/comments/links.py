"""Links that stand for a right: whoever has one may do what it says, without an account.

Those of readers hold a signed random key and nothing else. A new key ends the old link. Those of
moderators say what is to be decided and by whom, signed as well; the decision itself ends them.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, SignatureExpired, Signer, TimestampSigner
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from wagtail.models import Page

from site_core.foundation.client import keyed
from site_core.foundation.rows import single

from .models import Comment, Following, Receipt

CONFIRM_WITHIN = timedelta(days=3)
DECIDE_WITHIN = timedelta(days=7)

_MANAGE = Signer(salt="qa.comments.manage")
_OWN = Signer(salt="qa.comments.own")
_FOLLOW = Signer(salt="qa.comments.follow")
_CONFIRM = TimestampSigner(salt="qa.comments.confirm")
_APPROVE = TimestampSigner(salt="qa.comments.approve")


class LinkExpiredError(LookupError):
    """The link was right, but its time is over."""


@dataclass(frozen=True)
class Mandate:
    """What a link in a moderator's mail stands for; whether they still may is up to the caller."""

    comment: Comment
    version: int  # of the comment when the mail was written
    to: str  # the state it is to come to
    user: object


def manage_path(receipt: Receipt, what: str = "", *, by_owner: bool | None = None) -> str:
    """Return the path where the author of a comment looks after it, or does *what* with it.

    :param by_owner: whether the link goes to the mailbox of the address, and so to its owner;
        anybody can type an address. As for the link that *receipt* was found by, if left out
    """
    signer = _OWN if _is_by_owner(receipt, by_owner) else _MANAGE
    path = reverse("comments:manage", args=[signer.sign(_text_of(receipt.key))])
    return f"{path}{what}/" if what else path


def _is_by_owner(receipt: Receipt, by_owner: bool | None) -> bool:
    return receipt.is_held_by_owner if by_owner is None else by_owner


def confirm_path(receipt: Receipt) -> str:
    """Return the path that confirms the address given with a comment."""
    return reverse("comments:confirm", args=[_CONFIRM.sign(_text_of(receipt.key))])


def follow_path(following: Following) -> str:
    """Return the path that stops or starts the mails of one follower."""
    return reverse("comments:follow", args=[_FOLLOW.sign(_text_of(following.key))])


def approve_path(comment: Comment, *, user, to: str) -> str:
    """Return the path where *user* moves *comment*, as it is now, to the state *to*."""
    says = [comment.pk, comment.version, to, user.pk, _mailbox_of(user)]
    return reverse("comments:approve", args=[_APPROVE.sign_object(says)])


def desk_path(comment: Comment | None = None) -> str:
    """Return the path of the moderators' desk, with *comment* alone on it if given."""
    desk = reverse("qa_desk:queue")
    return f"{desk}?comment={comment.pk}" if comment else desk


def absolute(page: Page, path: str) -> str:
    """Return *path* as a whole address on the site of *page*."""
    return f"{page.get_site().root_url}{path}"


def managed(token: str) -> Receipt:
    """Return the receipt a manage link stands for; raise LookupError for any other text."""
    receipts = Receipt.objects.select_related("comment__page")
    try:
        receipt = _found(receipts, _OWN, token)
    except LookupError:
        return _found(receipts, _MANAGE, token)
    receipt.is_held_by_owner = True
    return receipt


def followed(token: str) -> Following:
    """Return the follower a link in a mail stands for; raise LookupError for any other text."""
    return _found(Following.objects.select_related("page"), _FOLLOW, token)


def to_confirm(token: str) -> Receipt:
    """Return the receipt to confirm.

    :raises LinkExpiredError: after three days
    :raises LookupError: for anything that is no such link
    """
    receipt = _found(Receipt.objects.select_related("comment__page"), _CONFIRM, token)
    try:
        _CONFIRM.unsign(token, max_age=CONFIRM_WITHIN)
    except BadSignature as error:
        raise LinkExpiredError("The link is older than three days.") from error
    return receipt


def to_decide(token: str) -> Mandate:
    """Return what a moderator may decide by a link.

    :raises LinkExpiredError: after seven days
    :raises LookupError: for anything that is no such link, or was sent to a mailbox that is no
        longer the moderator's
    """
    try:
        says = _APPROVE.unsign_object(token, max_age=DECIDE_WITHIN)
    except SignatureExpired as error:
        raise LinkExpiredError("The link is older than seven days.") from error
    except (BadSignature, ValueError) as error:
        raise LookupError("No such link.") from error
    comment_id, version, to, user_id, mailbox = says
    related = ("page", "expert", "receipt", "reply_to__expert")
    comment = single(Comment.objects.select_related(*related).filter(pk=comment_id))
    user = single(get_user_model().objects.filter(pk=user_id))
    if comment is None or user is None or _mailbox_of(user) != mailbox:
        raise LookupError("The link was ended.")
    return Mandate(comment, version, to, user)


def _mailbox_of(user) -> str:
    # Who corrects a wrong address ends the links in the mailbox it led to.
    return keyed(user.email, salt="qa.comments.approve")[:16]


def _found(rows, signer: Signer, token: str):
    try:
        key = UUID(bytes=urlsafe_base64_decode(signer.unsign(token)))
    except (BadSignature, ValueError) as error:
        raise LookupError("No such link.") from error
    row = single(rows.filter(key=key))
    if row is None:
        raise LookupError("The link was ended.")
    return row


def _text_of(key: UUID) -> str:
    return urlsafe_base64_encode(key.bytes)
