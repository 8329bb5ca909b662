"""Which mails discussions send, and when. What a mail says is looked up when it leaves.

Those to followers are written in ``news.py``, those about what waits in ``waiting.py``.

No mail carries the text of a comment: what a stranger typed never reaches a mailbox through us.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from site_core.foundation.languages import in_language_of
from site_core.foundation.rows import single

from . import alerts, followers, links, mailboxes, waiting
from .history import last_change, reason_of
from .limits import address_key
from .models import Comment, CommentSettings, Receipt
from .states import CommentState

logger = logging.getLogger(__name__)


def ask_to_confirm(
    receipt: Receipt, *, after: datetime | None = None, only_public: bool = False
) -> int:
    """Queue the mail with the link that confirms the address, unless its mailbox had enough.

    Return 0, or in how many seconds it may be asked for again.

    :param after: not before this time
    :param only_public: whether to send nothing if the comment is no longer public then
    """
    # Read anew: the address may just have been corrected.
    email = Comment.objects.values_list("user_email", flat=True).get(pk=receipt.pk)
    wait = mailboxes.take_turn(email, receipt.pk)
    if not wait:
        send_later(
            "comment_confirm", after=after, comment_id=receipt.pk, only_public=int(only_public)
        )
    return wait


def can_be_asked(receipt: Receipt) -> bool:
    """Return whether the comment has an address that still can be confirmed."""
    return _to_ask(receipt.pk) is not None


def _to_ask(comment_id: int) -> Receipt | None:
    """Return the receipt if its address can be confirmed; not of a comment that was taken back."""
    receipts = Receipt.objects.select_related("comment__page").filter(
        pk=comment_id, confirmed_at=None, wants_mail=True
    )
    taken_back = {"comment__state": CommentState.WITHDRAWN}
    return single(receipts.exclude(comment__user_email="").exclude(**taken_back))


def state_changed(
    comment: Comment,
    *,
    before: str,
    change: int,
    tells_author: bool = True,
    after: timedelta = timedelta(0),
) -> None:
    """Queue what follows from a comment's new state, in the transaction that changed it.

    :param change: the id of its entry in the log
    :param after: how long the mails wait; what is undone by then is told to nobody
    """
    due_at = timezone.now() + after
    if comment.state == CommentState.PENDING:
        waiting.came_to_wait(comment)
    if comment.state == CommentState.PUBLIC:
        became_public(comment, due_at)
        if tells_author:
            _ask_if_never_asked(comment, due_at)
    if before == CommentState.UNCONFIRMED or not tells_author:
        return  # its author has just been told on the page, or shall not be
    if comment.state == CommentState.PUBLIC:
        send_later("comment_published", after=due_at, comment_id=comment.pk, change=change)
    elif comment.state == CommentState.REJECTED:
        send_later("comment_rejected", after=due_at, comment_id=comment.pk, change=change)


def _ask_if_never_asked(comment: Comment, due_at: datetime) -> None:
    # What was taken for spam asked nobody, and its author cannot hear of replies until confirmed.
    receipt = _to_ask(comment.pk)
    if receipt and not mailboxes.was_asked_lately(comment.user_email, comment.pk):
        ask_to_confirm(receipt, after=due_at, only_public=True)


def became_public(comment: Comment, due_at: datetime | None = None) -> None:
    """Queue the news for everybody who follows the conversation or the page."""
    if followers.are_around(comment):
        send_later("tell_followers", after=due_at, comment_id=comment.pk)


def alert_moderators(
    comment: Comment, rules: CommentSettings, *, is_reported: bool = False
) -> None:
    """Put the comment first in the queue, and mail each moderator before all other mail.

    Somebody may be in danger.

    :param is_reported: whether a reader says so; otherwise the comment itself does
    """
    Comment.objects.filter(pk=comment.pk).update(is_urgent=True)
    addresses = alerts.addresses_for(comment.page, rules)
    if not addresses:
        logger.error("Comment %d shows signs of a crisis, and there is nobody to tell.", comment.pk)
    for address in addresses:
        # A key stays the same person's however the list changes until the mail leaves.
        send_later(
            "crisis_alert",
            urgent=True,
            comment_id=comment.pk,
            whom=address_key(address),
            is_reported=int(is_reported),
        )


def receipt_to_tell(comment_id: int, state: str, change: int = 0) -> Receipt | None:
    """Return the receipt if the comment is in that state and its author wants mail about it.

    :param change: the entry of the log that brought it there and must still be the newest; 0 for
        any, and for mails that were queued before it was noted
    """
    receipts = Receipt.objects.select_related("comment__page").filter(
        pk=comment_id, comment__state=state, wants_mail=True, confirmed_at__isnull=False
    )
    receipt = single(receipts.exclude(comment__user_email=""))
    if receipt is None or not change:
        return receipt
    last = last_change(receipt.comment)
    return receipt if last and last.pk == change else None


def letter_to_author(
    receipt: Receipt,
    *,
    subject: Promise,
    template: str,
    sent: Callable[[], None] | None = None,
    **context,
) -> Letter:
    """Return a mail to whoever wrote a comment, with the link to look after it.

    It is in the language of the page.

    :param subject: with ``%(title)s`` for the title of the page
    :param sent: called once it has been handed over
    """
    page = receipt.comment.page
    with in_language_of(page):
        return Letter(
            to=receipt.comment.user_email,
            subject=subject % {"title": page.title},
            template=template,
            context={
                "title": page.title,
                "page_url": page.full_url,
                "manage_url": links.absolute(page, links.manage_path(receipt, by_owner=True)),
                **context,
            },
            unsubscribe_url=links.absolute(page, links.manage_path(receipt, "mail", by_owner=True)),
            sent=sent,
        )


@mail_kind("comment_confirm")
def confirm_letter(*, comment_id: int, only_public: int = 0) -> Letter | None:
    """Ask the owner of the mailbox whether the comment is theirs."""
    receipt = _to_ask(comment_id)
    if receipt is None or mailboxes.is_quiet(receipt.comment.user_email):
        return None
    if only_public and receipt.comment.state != CommentState.PUBLIC:
        return None
    page = receipt.comment.page
    return letter_to_author(
        receipt,
        subject=_("Please confirm your comment on “%(title)s”"),
        template="mail/comment_confirm",
        sent=mailboxes.forget_old,
        confirm_url=links.absolute(page, links.confirm_path(receipt)),
        days=links.CONFIRM_WITHIN.days,
    )


@mail_kind("comment_published")
def published_letter(*, comment_id: int, change: int = 0) -> Letter | None:
    """Tell its author that a moderator let the comment through."""
    receipt = receipt_to_tell(comment_id, CommentState.PUBLIC, change)
    if receipt is None:
        return None
    page = receipt.comment.page
    return letter_to_author(
        receipt,
        subject=_("Your comment on “%(title)s” is public"),
        template="mail/comment_published",
        comment_url=f"{page.full_url}comments/c{comment_id}/",
    )


@mail_kind("comment_rejected")
def rejected_letter(*, comment_id: int, change: int = 0) -> Letter | None:
    """Tell its author that the comment was not published, and why."""
    receipt = receipt_to_tell(comment_id, CommentState.REJECTED, change)
    if receipt is None:
        return None
    return letter_to_author(
        receipt,
        subject=_("Your comment on “%(title)s” was not published"),
        template="mail/comment_rejected",
        reason=reason_of(receipt.comment),
    )


@mail_kind("crisis_alert")
def crisis_letter(
    *, comment_id: int, whom: str = "", is_reported: int = 0, position: int = 0
) -> Letter | None:
    """Tell one moderator that somebody may be in danger.

    :param whom: the key of the address
    :param position: of the address in the list, for mails that were queued before there was a key
    """
    comment = single(Comment.objects.select_related("page").filter(pk=comment_id))
    if comment is None or comment.is_tombstone:
        return None
    page = comment.page
    addresses = alerts.addresses_for(page, CommentSettings.for_site(page.get_site()))
    chosen = (
        [one for one in addresses if address_key(one) == whom]
        if whom
        else addresses[position : position + 1]
    )
    if not chosen:
        return None
    user = alerts.user_behind(chosen[0])
    ways = alerts.ways_to_decide(comment, user, links.absolute(page, ""))
    with in_language_of(page):
        return Letter(
            to=chosen[0],
            subject=_("Somebody may be in danger: comment %(number)d") % {"number": comment.pk},
            template="mail/crisis_alert",
            context={
                "title": page.title,
                "number": comment.pk,
                "is_reported": is_reported,
                "is_public": comment.state == CommentState.PUBLIC,
                "ways": ways,
                "may_decide": "publish" in ways,
                "days": links.DECIDE_WITHIN.days,
            },
        )
