"""The line under a comment, ``NAME - D-Mon-YY @ H:MM AM``, and which ones are real.

Readers paste such lines into their comments. The site printed comments newest first,
so the real signatures run backwards in time; a line that breaks that run is text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from .dates import full_year, is_ambiguous, month_number
from .document import PageFileError, clip

#: What django-contrib-comments stores of a name, in characters.
MAX_NAME = 50

#: How the lines in the file look, for messages.
FORM = "NAME - D-Mon-YY @ H:MM AM"

# Matched against the end of a line only: searching a megabyte line for a name that is
# followed by a date would take quadratic time.
_TAIL_LENGTH = 64

#: Signatures that the last line may not cost by being taken as in order.
_TOO_MANY_LOST = 2

_NOON = 12
_TAIL = re.compile(
    r"(?:^|\s)[-–—]\s+(\d{1,2})-([A-Za-z]{3,9})-(\d{4}|\d{2})"
    r"\s+@\s+(\d{1,2}):(\d{2})\s*([AaPp])\.?[Mm]\.?$"
)
_DATE_AT_END = re.compile(r"\s[-–—]\s+\d{1,2}-[A-Za-z]{3}-\d{2,4}\b[^A-Za-z]*$")
_QUOTE_MARKS = (">", '"', "“", "«", "|")


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of the right form; ``when`` is naive, the site's local time."""

    index: int
    name: str
    when: datetime


def looks_signed(line: str) -> bool:
    """Tell whether ``line`` has the form of a signature, its date aside."""
    found = _split(line)
    return found is not None and not _is_quoted_or_long(found[0])


def nearly_signed(line: str) -> bool:
    """Tell whether ``line`` might pass for a signature but is to be read as text."""
    found = _split(line)
    if found:
        return _is_quoted_or_long(found[0])
    return bool(_DATE_AT_END.search(line[-_TAIL_LENGTH:]))


def read_signature(line: str, index: int) -> Signature | None:
    """Return the signature on ``line``, or None when it is plain text.

    Raises:
        PageFileError: the form is right, but there is no such date or time.
    """
    found = _split(line)
    if not found or _is_quoted_or_long(found[0]):
        return None
    name, parts = found
    try:
        return Signature(index, name, _moment(parts))
    except ValueError:
        raise PageFileError(
            f'an impossible date or time in the signature "{clip(line)}" '
            "(if a reader typed that line, put > before it)",
            index + 1,
        ) from None


def newest_first(signatures: Sequence[Signature], zone: tzinfo) -> tuple[list[Signature], bool]:
    """Return the real ones among ``signatures`` (file order) and if the last one fits.

    The real ones are the heaviest run that never goes forward in time. The last line
    of the discussion is always a signature, so the run must end there; only when that
    would cost two or more others is the last one taken as real but out of order.
    """
    keys = [_order_key(one.when, zone) for one in signatures]
    chains = _chains(keys, _weights(signatures))
    forced = _trace(chains, len(signatures) - 1)
    best_end = max(range(len(chains)), key=lambda i: (chains[i][0], i))
    best = _trace(chains, best_end)
    if len(best) - len(forced) >= _TOO_MANY_LOST:
        return [signatures[i] for i in best] + [signatures[-1]], False
    return [signatures[i] for i in forced], True


def _split(line: str) -> tuple[str, tuple[str, ...]] | None:
    start = max(0, len(line) - _TAIL_LENGTH)
    found = _TAIL.search(line[start:])
    if not found:
        return None
    name = " ".join(line[: start + found.start()].split())
    return name, found.groups()


def _is_quoted_or_long(name: str) -> bool:
    return len(name) > MAX_NAME or name.startswith(_QUOTE_MARKS)


def _moment(parts: tuple[str, ...]) -> datetime:
    day, month, year, hour, minute, half = parts
    if not 1 <= int(hour) <= _NOON:
        raise ValueError(hour)
    hours = int(hour) % _NOON + (_NOON if half in "Pp" else 0)
    # Naive on purpose: the file gives the site's local time, and so do the messages.
    return datetime(full_year(year), month_number(month), int(day), hours, int(minute))  # noqa: DTZ001 - local, see above


def _order_key(when: datetime, zone: tzinfo) -> datetime:
    # In the hour that comes twice a year, 1:10 may well follow 1:50.
    return when.replace(minute=0) if is_ambiguous(when, zone) else when


def _weights(signatures: Sequence[Signature]) -> list[int]:
    """Weigh each line: one that repeats an older line below it is likely a paste."""
    below: set[tuple[str, datetime]] = set()
    weights = []
    for one in reversed(signatures):
        same = (one.name, one.when)
        weights.append(1 if same in below else 2)
        below.add(same)
    return weights[::-1]


def _chains(keys: Sequence[datetime], weights: Sequence[int]) -> list[tuple[int, int]]:
    """Return for each key (weight of the best run ending there, index before it).

    A Fenwick tree of prefix maxima over the keys' ranks: n log n for 10,000 comments.
    """
    ordered = sorted(set(keys))
    size = len(ordered)
    tree = [(0, -1)] * (size + 1)
    chains = []
    for index, key in enumerate(keys):
        rank = size - bisect_left(ordered, key)
        best = (0, -1)
        at = rank
        while at:
            best = max(best, tree[at])
            at &= at - 1
        chains.append((best[0] + weights[index], best[1]))
        # Equal runs: the later line wins, since a comment pastes what is older than
        # itself, hardly what is newer.
        at = rank
        while at <= size:
            tree[at] = max(tree[at], (chains[index][0], index))
            at += at & -at
    return chains


def _trace(chains: Sequence[tuple[int, int]], end: int) -> list[int]:
    run = []
    while end >= 0:
        run.append(end)
        end = chains[end][1]
    return run[::-1]
