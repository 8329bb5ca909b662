"""Rules on the lists that editors keep: words, networks and names."""

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import regex
from django.utils.translation import gettext as _

from .defaults import PATTERN_FLAGS
from .phrases import phrase_list, plain_words, readings
from .registry import rule
from .submission import RuleBook, Submission
from .text import TITLES, skeleton
from .verdicts import Finding, Verdict

PATIENCE = 0.1  # seconds for one pattern


@rule(order=70, verdict=Verdict.SPAM)
def blocked_words(submission: Submission, book: RuleBook) -> str | None:
    blocked = phrase_list(book.blocked_words)
    for written in (submission.name, submission.text):
        found = [blocked.spelt_out_in(plain_words(written))]
        found += map(blocked.found_in, readings(written))
        if entry := next(filter(None, found), None):
            return _("The comment has the blocked word “%(entry)s”.") % {"entry": entry}
    return None


@rule(order=75, verdict=Verdict.SPAM)
def blocked_patterns(submission: Submission, book: RuleBook) -> str | Finding | None:
    text = f"{submission.name}\n{submission.text}"
    for pattern in book.blocked_patterns:
        try:
            if regex.search(pattern, text, PATTERN_FLAGS, timeout=PATIENCE):
                return _("The comment matches the blocked pattern “%(pattern)s”.") % {
                    "pattern": pattern
                }
        except regex.error:  # the form says so to the editors; readers are not to suffer for it
            continue
        except TimeoutError:
            reason = _("The blocked pattern “%(pattern)s” took too long.") % {"pattern": pattern}
            return Finding("blocked_patterns", Verdict.HOLD, reason)
    return None


@rule(order=80, verdict=Verdict.SPAM)
def blocked_networks(submission: Submission, book: RuleBook) -> str | None:
    try:
        address = ip_address(submission.address)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in _networks(book.blocked_networks)):
        # Which network stays out of it: findings are kept longer than addresses.
        return _("The comment came from a blocked network.")
    return None


@lru_cache(maxsize=16)
def _networks(entries: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    networks = []
    for entry in entries:
        try:
            networks.append(ip_network(entry, strict=False))
        except ValueError:  # the form says so to the editors; readers are not to suffer for it
            continue
    return networks


@rule(order=90, verdict=Verdict.REFUSE)
def reserved_names(submission: Submission, book: RuleBook) -> str | None:
    if skeleton(submission.name) in _reserved_shapes(book.reserved_names):
        return _(
            "This name belongs to one of our experts or to the site itself. "
            "Please choose another one."
        )
    return None


@lru_cache(maxsize=16)
def _reserved_shapes(names: tuple[str, ...]) -> frozenset[str]:
    shapes = {shape for name in names if (shape := skeleton(name))}
    run_together = {skeleton(title) + shape for title in TITLES for shape in shapes}
    return frozenset(shapes | run_together)
