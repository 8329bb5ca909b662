"""Links that stand for a right: whoever has one may do what it says, without an account.

Each holds a signed random key and nothing else. A new key ends the old link.
"""

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from wagtail.models import Page

from .models import Following, Receipt

CONFIRM_WITHIN = timedelta(days=3)

_MANAGE = Signer(salt="qa.comments.manage")
_OWN = Signer(salt="qa.comments.own")
_FOLLOW = Signer(salt="qa.comments.follow")
_CONFIRM = TimestampSigner(salt="qa.comments.confirm")


class LinkExpiredError(LookupError):
    """The link was right, but its time is over."""


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


def _found(rows, signer: Signer, token: str):
    try:
        key = UUID(bytes=urlsafe_base64_decode(signer.unsign(token)))
    except (BadSignature, ValueError) as error:
        raise LookupError("No such link.") from error
    row = rows.filter(key=key).first()
    if row is None:
        raise LookupError("The link was ended.")
    return row


def _text_of(key: UUID) -> str:
    return urlsafe_base64_encode(key.bytes)
