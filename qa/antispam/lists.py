"""Rules on the lists that editors keep: words, networks and names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from itertools import islice

import regex
from django.utils.translation import gettext as _

from .defaults import compiled
from .phrases import phrase_list, plain_words, readings
from .registry import rule
from .submission import RuleBook, Submission
from .text import TITLES, name_words, skeleton
from .verdicts import Finding, Verdict

PATIENCE = 0.1  # seconds for one pattern

# Nobody but the site speaks for these. Who adds one to a name of their own ("Ada, patient expert")
# says what they are, as many patients do, and keeps it.
_OFFICES = frozenset(
    map(
        skeleton,
        "moderator moderators moderation admin admins administrator administrators administration "
        "editor editors expert experts staff support".split(),
    )
)
_BESIDE_OFFICES = frozenset(map(skeleton, "the our official site website team".split()))
_OF_THE_SITE = _OFFICES | _BESIDE_OFFICES


@rule(order=70, verdict=Verdict.SPAM)
def blocked_words(submission: Submission, book: RuleBook) -> str | None:
    blocked = phrase_list(book.blocked_words)
    for written in submission.shown:
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
            if compiled(pattern).search(text, timeout=PATIENCE):
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
    if _is_office(submission.name) or _reserved(book.reserved_names).are_in(submission.name):
        return _(
            "This name belongs to one of our experts or to the site itself. "
            "Please choose another one."
        )
    return None


def _is_office(name: str) -> bool:
    """Return whether *name* consists of offices: "Admin", "The support team", "M-o-d-e-r-ator"."""
    said = [word for word in name_words(name) if word not in _BESIDE_OFFICES]
    return "".join(said) in _OFFICES or (bool(said) and _OFFICES.issuperset(said))


@dataclass(frozen=True)
class _ReservedNames:
    """Names of several words, which count wherever they stand, and all names by themselves."""

    anywhere: frozenset[str]
    alone: frozenset[str]
    longest: int

    def are_in(self, name: str) -> bool:
        words = name_words(name)
        # A single word, say a first name, is part of many a reader's own name.
        said = [word for word in words if word not in _OF_THE_SITE]
        return (
            skeleton(name) in self.alone
            or "".join(said) in self.alone
            or any(run in self.anywhere for run in self._runs(words))
        )

    def _runs(self, words: list[str]) -> Iterator[str]:
        for start in range(len(words)):
            run = ""
            for word in islice(words, start, start + self.longest):
                run += word
                if len(run) > self.longest:
                    break
                yield run


@lru_cache(maxsize=16)
def _reserved(names: tuple[str, ...]) -> _ReservedNames:
    shapes = {shape: len(name_words(name)) for name in names if (shape := skeleton(name))}
    titles = [skeleton(title) for title in TITLES]
    anywhere = {shape for shape, words in shapes.items() if words > 1}
    return _ReservedNames(
        anywhere=frozenset(_with_titles(anywhere, titles)),
        alone=frozenset(_with_titles(shapes, titles)),
        longest=max(map(len, shapes), default=0) + max(map(len, titles)),
    )


def _with_titles(shapes: Iterable[str], titles: list[str]) -> Iterator[str]:
    """Yield *shapes*, and each with a title run together with it: "drjaneolsen"."""
    for shape in shapes:
        yield shape
        yield from (title + shape for title in titles)
