"""What the author of a comment can do with it, without an account.

Who holds the link of one comment rules that comment. Who has it from the mailbox of its address,
and has confirmed that address, also rules everything else that was confirmed under it.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db.models import Q, QuerySet
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from qa.antispam.registry import worst
from qa.antispam.submission import Submission
from qa.antispam.verdicts import Finding, Verdict

from . import followers, limits, mailboxes, notices
from .models import Comment, CommentSettings, Decline, Edit, Following, Receipt
from .policy import CommentPolicy, policy_of
from .posting import findings_of_author, findings_of_text, is_known, shows_crisis
from .services import locked, set_state
from .states import CommentState

EDITABLE_BEFORE = (CommentState.UNCONFIRMED, CommentState.PENDING)
EDITS_AT_MOST = 50  # a comment; nobody needs more, and each is kept
# What these found lies in how the comment was sent, which no new words undo.
RULES_OF_SENDING = ("too_fast", limits.LIMIT, limits.DUPLICATE)


class RefusedError(Exception):
    """The new text cannot be taken; says why, for its author."""


def edit_until(comment: Comment, rules: CommentSettings) -> datetime | None:
    """Return when the time for changes ends; None before the comment is public."""
    if comment.state != CommentState.PUBLIC or comment.published_at is None:
        return None
    return comment.published_at + timedelta(minutes=rules.edit_minutes)


def may_edit(comment: Comment, rules: CommentSettings) -> bool:
    """Return whether the author can change the text now."""
    if comment.edits.filter(by_moderator=True).exists():
        return False  # what a moderator took out is not for its author to put back
    if comment.state in EDITABLE_BEFORE:
        return True
    until = edit_until(comment, rules)
    return until is not None and timezone.now() < until


@atomic
def edit(*, receipt: Receipt, text: str, rules: CommentSettings) -> Comment:
    """Replace the text and keep the old one; what the rules hold goes back to the moderators.

    :param text: cleaned
    :raises RefusedError: when the rules refuse it, or it has been changed too often
    """
    comment = locked(receipt.pk)
    if comment.comment == text:
        return comment
    if not may_edit(comment, rules) or comment.edits.count() >= EDITS_AT_MOST:
        raise RefusedError(_("The time for changes is over."))
    submission = Submission(text=text, name=comment.user_name, email=comment.user_email)
    findings = [
        *findings_of_text(submission, rules),
        *findings_of_author(comment.user_email),
    ]
    refused = [found.reason for found in findings if found.verdict == Verdict.REFUSE]
    if refused:
        raise RefusedError(refused[0])
    Edit.objects.create(comment=comment, text=comment.comment)
    comment.comment = text
    comment.version += 1
    if comment.published_at is not None:
        comment.edited_at = timezone.now()
    comment.save(update_fields=["comment", "edited_at", "version"])
    of_sending = [found for found in receipt.findings if found["rule"] in RULES_OF_SENDING]
    receipt.findings = [*of_sending, *(found.as_json() for found in findings)]
    receipt.text_key = limits.text_key(text)
    receipt.form_id = None  # the sheet may be sent again with its first text
    receipt.save(update_fields=["findings", "text_key", "form_id"])
    if shows_crisis(findings):
        notices.alert_moderators(comment, rules)
    to = _state_after_edit(comment, findings, holds_edits(receipt, rules))
    if to == comment.state:
        return comment
    return set_state(comment=comment, to=to, reason=_("Changed by its author"))


def holds_edits(receipt: Receipt, rules: CommentSettings) -> bool:
    """Return whether a moderator reads a change to the public comment before readers do.

    As they read a new one; but what was let through is no reason to trust its own change.
    """
    policy = policy_of(receipt.comment.page.specific, rules)
    if policy != CommentPolicy.HOLD_FIRST:
        return policy != CommentPolicy.OPEN  # in a closed discussion, too, nobody else looks
    key = receipt.address_key if receipt.confirmed_at else ""
    return not is_known(key, apart_from=receipt)


def _state_after_edit(comment: Comment, findings: list[Finding], holds: bool) -> str:
    if worst(findings) == Verdict.SPAM:
        return CommentState.SPAM
    if comment.state == CommentState.PUBLIC:
        return CommentState.PENDING if findings or holds else CommentState.PUBLIC
    is_crisis = shows_crisis(findings) and comment.state in EDITABLE_BEFORE
    return CommentState.PENDING if is_crisis else comment.state


def withdraw(receipt: Receipt) -> Comment:
    """Take the comment back for good; a tombstone stays where readers had seen it."""
    return set_state(
        comment=receipt.comment, to=CommentState.WITHDRAWN, reason=gettext_noop("By its author")
    )


def all_of(receipt: Receipt) -> QuerySet[Receipt]:
    """Return the receipts of everything that the holder of this one's link rules."""
    mine = Q(pk=receipt.pk)
    if rules_address(receipt):
        mine |= Q(address_key=receipt.address_key, confirmed_at__isnull=False)
    return Receipt.objects.filter(mine)


def rules_address(receipt: Receipt) -> bool:
    """Return whether the holder of the link has shown that the address is theirs."""
    is_known = receipt.confirmed_at is not None and bool(receipt.address_key)
    return is_known and receipt.is_held_by_owner


def is_erased(receipt: Receipt) -> bool:
    """Return whether nothing is left of the comment but its place."""
    return receipt.comment.state == CommentState.WITHDRAWN and not receipt.comment.comment


@atomic
def erase(receipt: Receipt) -> int:
    """Withdraw and empty every comment the link rules; return how many.

    The place in the thread stays, and the bare fact in the log. Quotes of the text go as well.
    """
    everything = list(all_of(receipt).select_related("comment").order_by("comment__page_id", "pk"))
    for own in everything:
        _erase_one(own)
    _erase_followings(receipt)  # last: posting.confirm() locks in this order, too
    return len(everything)


def _erase_followings(receipt: Receipt) -> None:
    if rules_address(receipt):
        Following.objects.filter(address_key=receipt.address_key).delete()
    else:  # what its owner asked for is not for a stranger to end
        followers.take_back(receipt.comment, key=receipt.address_key)


def _erase_one(receipt: Receipt) -> None:
    comment = set_state(
        comment=receipt.comment,
        to=CommentState.WITHDRAWN,
        reason=gettext_noop("Erased by its author"),
    )
    comment.comment = comment.user_name = comment.user_email = ""
    comment.ip_address = None
    comment.save(update_fields=["comment", "user_name", "user_email", "ip_address"])
    comment.edits.all().delete()
    Comment.objects.filter(quotes=comment).update(quoted_name="", quoted_text="")
    comment.reply_drafts.update(quoted_text="")
    Decline.objects.filter(comment=comment).delete()
    receipt.findings = []
    receipt.address_key = receipt.network_key = receipt.text_key = ""
    receipt.form_id = None
    # By name: it may have been confirmed since it was read.
    receipt.save(update_fields=["findings", "address_key", "network_key", "text_key", "form_id"])


def data_of(receipt: Receipt) -> dict:
    """Return all that is stored about the author, as plain values for a file."""
    receipts = all_of(receipt).select_related("comment__page", "consent").order_by("pk")
    return {
        "comments": [
            # Until it is confirmed, somebody else may have typed the owner's address.
            _data_of_one(own, with_network=bool(own.confirmed_at) or not receipt.is_held_by_owner)
            for own in receipts
        ],
        "followed": [
            {
                "page": following.page.full_url,
                "whole_page": following.root_id is None,
                "address": following.email,
                "since": following.created_at,
                "stopped_at": following.stopped_at,
            }
            for following in _followings(receipt)
        ],
    }


def _data_of_one(receipt: Receipt, *, with_network: bool) -> dict:
    comment = receipt.comment
    return {
        "page": comment.page.full_url,
        "posted_at": comment.posted_at,
        "state": comment.get_state_display(),
        "name": comment.user_name,
        "address": comment.user_email,
        "address_confirmed_at": receipt.confirmed_at,
        "network_address": comment.ip_address if with_network else None,
        "text": comment.comment,
        "edited_at": comment.edited_at,
        "earlier_texts": [
            {"text": earlier.text, "replaced_at": earlier.replaced_at}
            for earlier in comment.edits.order_by("pk")
        ],
        "declined_by_expert": _words_of_decline(comment),
        "agreed_to": receipt.consent.text,
    }


def _words_of_decline(comment: Comment) -> str | None:
    decline = Decline.objects.filter(pk=comment.pk).first()
    return f"{decline.get_reason_display()}. {decline.detail}".strip() if decline else None


def _followings(receipt: Receipt) -> QuerySet[Following]:
    if not rules_address(receipt):
        return Following.objects.none()
    mine = Following.objects.filter(address_key=receipt.address_key)
    return mine.select_related("page").order_by("pk")


def start_mail(receipt: Receipt, *, whole_page: bool) -> None:
    """Begin mails about replies, or about every comment on the page, to the confirmed address."""
    Receipt.objects.filter(pk=receipt.pk).update(wants_mail=True)
    followers.follow(
        comment=receipt.comment,
        email=receipt.comment.user_email,
        whole_page=whole_page,
        is_confirmed=True,
    )


def stop_mail(receipt: Receipt) -> None:
    """Send nothing more about this comment, its conversation or its page."""
    Receipt.objects.filter(pk=receipt.pk).update(wants_mail=False)
    if receipt.confirmed_at is None and receipt.is_held_by_owner:
        mailboxes.stop_asking(receipt)
    mine = followers.of_comment(receipt.comment, key=receipt.address_key)
    if receipt.confirmed_at is None:  # whoever typed the address may not be its owner
        mine = mine.filter(confirmed_at=None)
    for following in mine:
        followers.stop(following)


def renew_link(receipt: Receipt) -> None:
    """Give the comment a new link; the old one, and the one to confirm with, end."""
    receipt.key = uuid4()
    receipt.save(update_fields=["key"])
