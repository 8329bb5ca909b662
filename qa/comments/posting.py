"""How a reader's comment comes in: judged, stored with its receipt, confirmed, decided.

Each function is one transaction, and what it tells its caller is stored.
"""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import IntegrityError
from django.db.transaction import atomic
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.models import Page

from qa.antispam.health import CRISIS
from qa.antispam.registry import judge, worst
from qa.antispam.submission import Submission
from qa.antispam.verdicts import Finding, Verdict

from . import followers, limits, notices
from .models import Comment, CommentSettings, HeldAuthor, Receipt
from .policy import CommentPolicy, policy_of, takes_comments
from .rulebook import rulebook
from .services import add_comment, locked, set_state
from .states import SHOWN_STATES, CommentState

HELD_AUTHOR = "held_author"
NOT_DECIDED = (CommentState.UNCONFIRMED, CommentState.PENDING, CommentState.SPAM)
# States in which a comment proves that its author is known here.
TRUSTED_STATES = (CommentState.PUBLIC, CommentState.WITHDRAWN)


class ClosedError(Exception):
    """Nobody can add to this discussion now."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A comment as a reader sent it, already cleaned.

    :param network_address: the sender's IP address, "" when unknown
    :param form_id: of the sheet it was written on; None where there was none
    :param findings: what :func:`findings_of` said of it
    """

    text: str
    name: str
    email: str = ""
    network_address: str = ""
    wants_replies: bool = False
    reply_to: Comment | None = None
    form_id: UUID | None = None
    findings: list[Finding] = field(default_factory=list)


def findings_of(*, page: Page, submission: Submission, rules: CommentSettings) -> list[Finding]:
    """Return what the rules, the limits and the comparison with earlier comments find."""
    return [
        *findings_of_text(submission, rules),
        *limits.findings_of_limits(
            page=page,
            email=submission.email,
            address=submission.address,
            solved=submission.challenge_solved,
        ),
        *limits.findings_of_duplicates(page=page, text=submission.text, name=submission.name),
        *findings_of_author(submission.email),
    ]


def findings_of_author(email: str) -> list[Finding]:
    """Return whether moderators read everything first that comes under this address."""
    key = limits.address_key(email)
    if not key or not HeldAuthor.objects.filter(address_key=key).exists():
        return []
    reason = _("A moderator reads everything by this author first.")
    return [Finding(HELD_AUTHOR, Verdict.HOLD, reason)]


def findings_of_text(submission: Submission, rules: CommentSettings) -> list[Finding]:
    """Return what the antispam rules alone find."""
    return judge(submission, rulebook(rules))


def shows_crisis(findings: list[Finding]) -> bool:
    """Return whether somebody may be in danger."""
    return any(finding.rule == CRISIS for finding in findings)


def submit(*, page: Page, entry: Entry, rules: CommentSettings) -> Receipt:
    """Store a reader's comment and return its receipt; the same sheet and text give the same one.

    :raises ClosedError: when the discussion of *page* cannot be added to
    :raises ValidationError: where the reply may not stand (other page, hidden, too deep)
    """
    if not takes_comments(page, rules):
        raise ClosedError
    policy = policy_of(page, rules)
    try:
        with atomic():
            return _store(page, entry, rules, _first_state(page, entry, policy))
    except IntegrityError:
        twin = receipt_of_sheet(entry)
        if twin is None:
            raise
        return twin


def receipt_of_sheet(entry: Entry) -> Receipt | None:
    """Return the receipt that this sheet of the form with this text has given before."""
    same = Receipt.objects.filter(form_id=entry.form_id, text_key=limits.text_key(entry.text))
    return same.first() if entry.form_id else None


def differs(receipt: Receipt, entry: Entry) -> bool:
    """Return whether *entry* corrects who wrote the comment, or how to reach them."""
    comment = receipt.comment
    said = comment.user_name, comment.user_email
    return said != (entry.name, entry.email) or (entry.wants_replies and not _follows(receipt))


def can_be_amended(receipt: Receipt) -> bool:
    """Return whether name and address can still be corrected: nobody has seen or confirmed them."""
    unseen = receipt.comment.published_at is None and receipt.comment.state in NOT_DECIDED
    return receipt.confirmed_at is None and unseen


@atomic
def amend(*, receipt: Receipt, entry: Entry, rules: CommentSettings) -> Receipt:
    """Correct name and address of a comment that was sent again from the same sheet.

    A new link replaces the old one, which may have gone to a stranger's mailbox.

    :raises ClosedError: when the discussion cannot be added to any more
    """
    comment = locked(receipt.pk)
    page = comment.page.specific
    if not takes_comments(page, rules):
        raise ClosedError
    followers.take_back(comment, key=receipt.address_key)
    comment.user_name, comment.user_email = entry.name, entry.email
    comment.version += 1
    comment.save(update_fields=["user_name", "user_email", "version"])
    receipt.key, receipt.address_key = uuid4(), limits.address_key(entry.email)
    receipt.findings = [finding.as_json() for finding in entry.findings]
    receipt.save(update_fields=["key", "address_key", "findings"])
    to = comment.state
    if to == CommentState.UNCONFIRMED:
        to = _first_state(page, entry, policy_of(page, rules))
        set_state(comment=comment, to=to, reason=_("Name or address corrected by its author"))
    _ask_and_alert(receipt, entry, rules, to)
    return receipt


def _follows(receipt: Receipt) -> bool:
    return followers.of_comment(receipt.comment, key=receipt.address_key).exists()


def _store(page: Page, entry: Entry, rules: CommentSettings, state: str) -> Receipt:
    comment = add_comment(
        page=page,
        text=entry.text,
        name=entry.name,
        email=entry.email,
        network_address=entry.network_address,
        reply_to=entry.reply_to,
        state=state,
    )
    receipt = Receipt.objects.create(
        comment=comment,
        form_id=entry.form_id,
        address_key=limits.address_key(entry.email),
        network_key=limits.network_key(entry.network_address),
        text_key=limits.text_key(entry.text),
        posted_at=comment.posted_at,
        consent=rules.current_consent(),
        findings=[finding.as_json() for finding in entry.findings],
    )
    _ask_and_alert(receipt, entry, rules, state)
    return receipt


def _ask_and_alert(receipt: Receipt, entry: Entry, rules: CommentSettings, state: str) -> None:
    if entry.email and entry.wants_replies:
        followers.follow(comment=receipt.comment, email=entry.email)
    if entry.email and state in {CommentState.UNCONFIRMED, CommentState.PENDING}:
        notices.ask_to_confirm(receipt)
    if shows_crisis(entry.findings):
        notices.alert_moderators(receipt.comment, rules)


def _first_state(page: Page, entry: Entry, policy: str) -> str:
    if worst(entry.findings) == Verdict.SPAM:
        return CommentState.SPAM
    if shows_crisis(entry.findings):
        return CommentState.PENDING  # moderators see it now, whether the address is ever confirmed
    if entry.email:
        return CommentState.UNCONFIRMED
    return state_after_checks(entry.findings, policy, address_key="")


def state_after_checks(findings: list[Finding], policy: str, *, address_key: str) -> str:
    """Return where a comment goes once its author has done everything.

    :param address_key: of a confirmed address, "" where there is none
    """
    if worst(findings) == Verdict.SPAM:
        return CommentState.SPAM
    held = worst(findings) is not None or policy == CommentPolicy.HOLD_ALL
    if held or (policy == CommentPolicy.HOLD_FIRST and not is_known(address_key)):
        return CommentState.PENDING
    return CommentState.PUBLIC


def is_known(address_key: str, *, apart_from: Receipt | None = None) -> bool:
    """Return whether another comment under this confirmed address has been published before."""
    if not address_key:
        return False
    receipts = Receipt.objects.filter(
        address_key=address_key,
        confirmed_at__isnull=False,
        comment__published_at__isnull=False,
        comment__state__in=TRUSTED_STATES,
    )
    return receipts.exclude(pk=apart_from.pk if apart_from else None).exists()


@atomic
def confirm(receipt: Receipt, rules: CommentSettings) -> Comment:
    """Take the address as confirmed and let the comment go on; return it as it is now.

    However often and from however many places it is called, the first call alone does anything.

    :raises ClosedError: when the discussion was closed or its page taken down in the meantime
    """
    page = receipt.comment.page.specific
    if receipt.confirmed_at is None and not takes_comments(page, rules):
        raise ClosedError
    # The comment before its receipt, as everywhere: a moderator or its author may be deciding now.
    comment = locked(receipt.pk)
    claimed = Receipt.objects.filter(pk=receipt.pk, confirmed_at=None)
    if claimed.update(confirmed_at=timezone.now()):
        followers.confirm(address_key=receipt.address_key, comment=comment)
        if comment.state == CommentState.UNCONFIRMED:
            receipt.refresh_from_db()
            _let_go_on(comment, receipt, policy_of(page, rules))
    return Comment.objects.get(pk=receipt.pk)


def _let_go_on(comment: Comment, receipt: Receipt, policy: str) -> None:
    findings = [
        *(Finding.from_json(found) for found in receipt.findings if found["rule"] != HELD_AUTHOR),
        *findings_of_author(comment.user_email),
    ]
    answered = comment.reply_to
    if answered is not None and answered.state not in SHOWN_STATES:
        findings.append(
            Finding("parent_hidden", Verdict.HOLD, _("The comment it answers is no longer shown."))
        )
    Receipt.objects.filter(pk=receipt.pk).update(findings=[found.as_json() for found in findings])
    to = state_after_checks(findings, policy, address_key=receipt.address_key)
    set_state(comment=comment, to=to, reason=gettext_noop("Address confirmed"))
