"""How a reader's message reaches an expert: judged, stored until the mail is out, then forgotten.

The message goes to the address that the editors gave, and to nobody else; its writer gets no copy,
for that would let strangers send mail to any address through the site.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.transaction import atomic
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from qa.antispam.defaults import DEFAULT_BLOCKED_WORDS, DEFAULT_CRISIS_PHRASES
from qa.antispam.health import CRISIS
from qa.antispam.registry import judge
from qa.antispam.submission import RuleBook, Submission
from qa.antispam.verdicts import Finding, Verdict
from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from qa.notifications.worker import housekeeping
from site_core.foundation.client import keyed, network_of

from .models import ExpertPage, Message

LIMIT = "limit"  # the rule whose refusal passes with time
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
FROM_A_NETWORK = 5  # messages an hour
FROM_AN_ADDRESS = 5  # a day
TO_AN_EXPERT = 30  # a day
KEPT = timedelta(days=30)  # a message that could not be sent

# A message is private: prices, doses and telephone numbers in it are the writer's own affair.
RULES = RuleBook(
    blocked_words=tuple(DEFAULT_BLOCKED_WORDS),
    crisis_phrases=tuple(DEFAULT_CRISIS_PHRASES),
    hold_prices=False,
    hold_phone_numbers=False,
    hold_doses=False,
    hold_identifying_details=False,
)


def findings_of(expert: ExpertPage, submission: Submission) -> list[Finding]:
    """Return what speaks against sending the message, the worst first.

    Nobody reads messages before they are sent, so what comments are held for is doubted here: it is
    asked the word question. Signs of a crisis stop nothing; see :func:`shows_crisis`.
    """
    found = [_asked_instead(one) for one in judge(submission, RULES) if one.rule != CRISIS]
    if submission.challenge_solved:
        found = [one for one in found if one.verdict != Verdict.CHALLENGE]
    return [*_limits(expert, submission), *found]


def shows_crisis(submission: Submission) -> bool:
    """Return whether the writer may be in danger."""
    return any(found.rule == CRISIS for found in judge(submission, RULES))


@atomic
def send(*, expert: ExpertPage, submission: Submission, form_id: UUID | None) -> None:
    """Store the message and queue its mail; the same sheet does so once only."""
    values = {
        "expert": expert,
        "name": submission.name,
        "email": submission.email,
        "text": submission.text,
        "network_key": _network_key(submission),
        "address_key": _address_key(submission),
    }
    if form_id is None:
        message, is_new = Message.objects.create(**values), True
    else:
        message, is_new = Message.objects.get_or_create(form_id=form_id, defaults=values)
    if is_new:
        send_later("message_to_expert", message_id=message.pk)


@mail_kind("message_to_expert")
def message_letter(*, message_id: int) -> Letter | None:
    """Hand a reader's message to the expert, as long as readers may write to them."""
    waiting = Message.objects.filter(
        pk=message_id, sent_at=None, expert__takes_messages=True, expert__live=True
    )
    message = waiting.exclude(expert__message_address="").select_related("expert").first()
    if message is None:
        return None
    return Letter(
        to=message.expert.message_address,
        subject=_("A message from a reader"),
        template="mail/message_to_expert",
        context={
            "name": message.name,
            "email": message.email,
            "text": message.text,
            "profile_url": message.expert.full_url,
        },
        headers={"Reply-To": message.email},
        sent=lambda: _forget_words(message_id),
    )


@receiver(housekeeping)
def forget_old(**kwargs) -> None:
    """Delete what no limit counts any more, and what could not be sent for a month."""
    now = timezone.now()
    Message.objects.filter(sent_at__lt=now - A_DAY).delete()
    Message.objects.filter(written_at__lt=now - KEPT).delete()


def _forget_words(message_id: int) -> None:
    gone = Message.objects.filter(pk=message_id)
    gone.update(name="", email="", text="", sent_at=timezone.now())


def _asked_instead(finding: Finding) -> Finding:
    doubted = finding.verdict == Verdict.HOLD
    return replace(finding, verdict=Verdict.CHALLENGE) if doubted else finding


def _limits(expert: ExpertPage, submission: Submission) -> list[Finding]:
    now = timezone.now()
    network, address = _network_key(submission) or None, _address_key(submission) or None
    last_hour = Message.objects.filter(written_at__gt=now - AN_HOUR)
    last_day = Message.objects.filter(written_at__gt=now - A_DAY)
    full = (
        last_hour.filter(network_key=network)[:FROM_A_NETWORK].count() >= FROM_A_NETWORK
        or last_day.filter(address_key=address)[:FROM_AN_ADDRESS].count() >= FROM_AN_ADDRESS
    )
    if full:
        reason = _("You have sent several messages already. Please try again later.")
        return [Finding(LIMIT, Verdict.REFUSE, reason)]
    if last_day.filter(expert=expert)[:TO_AN_EXPERT].count() >= TO_AN_EXPERT:
        reason = _("Very many readers have written today. Please try again tomorrow.")
        return [Finding(LIMIT, Verdict.REFUSE, reason)]
    return []


def _network_key(submission: Submission) -> str:
    return keyed(network_of(submission.address), salt="message network")


def _address_key(submission: Submission) -> str:
    return keyed(submission.email, salt="message address")
