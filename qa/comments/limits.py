"""How much one network, one address and one page may send, counted from what is stored.

Rows rather than a cache: the count is exact, survives a restart, and holds when the cache is down.
"""

from datetime import timedelta
from math import ceil

from django.utils import timezone
from django.utils.translation import gettext as _

from qa.antispam.verdicts import Finding, Verdict
from site_core.foundation.client import keyed, network_of

from . import mailboxes
from .models import Comment, Receipt, Report, SameQuestion
from .states import CommentState

QUICK, QUICK_PERIOD = 10, timedelta(minutes=10)
LONG_PERIOD = timedelta(hours=1)
FROM_A_NETWORK = 60  # comments an hour
ON_A_PAGE = 60
RESPONSES = 60  # reports and "I have this question too" of a network in an hour
DUPLICATE_PERIOD = timedelta(days=1)
LONG_TEXT = 40  # characters: short texts such as "Thank you!" are said by many
SAME_TEXT_ELSEWHERE = 2
LIMIT = "limit"  # the rule whose refusal passes with time
DUPLICATE = "duplicate"
AGAIN = (CommentState.UNCONFIRMED, CommentState.WITHDRAWN)


def address_key(email: str) -> str:
    """Return what stands for an address without showing it, "" for none."""
    return keyed(email, salt="address")


def network_key(address: str) -> str:
    """Return what stands for the network an IP address belongs to, "" for none."""
    return keyed(network_of(address), salt="network")


def text_key(text: str) -> str:
    """Return what stands for a text, whatever its case and spaces."""
    return keyed(" ".join(text.split()), salt="text")


def findings_of_limits(*, page, email: str, address: str, solved: bool) -> list[Finding]:
    """Return what is too much: a challenge first, then a hold or a refusal."""
    now = timezone.now()
    network = Receipt.objects.filter(network_key=network_key(address) or None)
    in_an_hour = network.filter(posted_at__gt=now - LONG_PERIOD).count()
    if in_an_hour >= FROM_A_NETWORK:
        return [_refusal(_("Very many comments came from your network. Please try in an hour."))]
    if email and mailboxes.seconds_until_turn(email):
        return [_refusal(_why_no_mail(email))]
    findings = []
    may_be_quick = not solved and in_an_hour >= QUICK
    if may_be_quick and network.filter(posted_at__gt=now - QUICK_PERIOD).count() >= QUICK:
        findings.append(Finding(LIMIT, Verdict.CHALLENGE, _("Many comments in a short time.")))
    on_page = Comment.objects.filter(page=page, posted_at__gt=now - LONG_PERIOD)
    if on_page[:ON_A_PAGE].count() >= ON_A_PAGE:
        findings.append(Finding(LIMIT, Verdict.HOLD, _("Unusually many comments on this page.")))
    return findings


def _why_no_mail(email: str) -> str:
    if mailboxes.is_quiet(email):
        return _("The owner of this address wants no mail from us. Please give another one.")
    return _("Several comments wait for this address to be confirmed. See your mail.")


def _refusal(reason: str) -> Finding:
    return Finding(LIMIT, Verdict.REFUSE, reason)


def findings_of_duplicates(*, page, text: str, name: str) -> list[Finding]:
    """Return whether the same was said here already, or in several places."""
    same = Receipt.objects.filter(
        text_key=text_key(text), posted_at__gt=timezone.now() - DUPLICATE_PERIOD
    )
    # Where it was said is compared here: asked for the page, a database may begin with all that
    # was ever said there instead of with the text.
    said = list(same.values_list("comment__page_id", "comment__user_name", "comment__state"))
    # Who withdrew it, or mistyped the address it was to be confirmed from, may send it again.
    if any((where, who) == (page.pk, name) for where, who, state in said if state not in AGAIN):
        reason = _("You have sent this comment already. Change the text if you want to add to it.")
        return [Finding(DUPLICATE, Verdict.REFUSE, reason)]
    elsewhere = [where for where, *_rest in said if where != page.pk]
    if len(text) >= LONG_TEXT and len(elsewhere) >= SAME_TEXT_ELSEWHERE:
        return [Finding(DUPLICATE, Verdict.HOLD, _("The same text was sent to other pages."))]
    return []


def seconds_until_response(address: str) -> int:
    """Return 0, or in how many seconds the network may report or count itself the next time."""
    since = timezone.now() - LONG_PERIOD
    key = network_key(address) or None
    reports = Report.objects.filter(network_key=key, reported_at__gt=since)
    counted = SameQuestion.objects.filter(network_key=key, said_at__gt=since)
    times = sorted(
        [
            *reports.order_by("-reported_at").values_list("reported_at", flat=True)[:RESPONSES],
            *counted.order_by("-said_at").values_list("said_at", flat=True)[:RESPONSES],
        ]
    )
    if len(times) < RESPONSES:
        return 0
    return max(1, ceil((times[-RESPONSES] - since).total_seconds()))
