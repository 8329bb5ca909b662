"""English dates as the old site printed them, whatever the machine's locale."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, tzinfo

_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {
    form: number
    for number, name in enumerate(_NAMES, 1)
    for form in {name, name[:3]} | ({"sept"} if name == "september" else set())
}

_LONG_DATE = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]+)\.?\s+(\d{4})")

#: POSIX's rule for two-digit years: 69 to 99 are 1969 to 1999.
_PIVOT = 69
_SHORT_YEAR = 2  # digits


def read_long_date(text: str) -> date:
    """Return the date in ``text`` ("5 January 2009", "19 Jul 2019").

    Raises:
        ValueError: it is not written that way, or there is no such day.
    """
    found = _LONG_DATE.fullmatch(text.strip())
    if not found:
        raise ValueError(text)
    day, month, year = found.groups()
    return date(int(year), month_number(month), int(day))


def month_number(name: str) -> int:
    """Return 1 to 12 for an English month name, full or of three letters.

    Raises:
        ValueError: no month is called that.
    """
    try:
        return MONTHS[name.lower()]
    except KeyError:
        raise ValueError(name) from None


def full_year(digits: str) -> int:
    """Return the year meant by two or four digits."""
    year = int(digits)
    if len(digits) == _SHORT_YEAR:
        year += 1900 if year >= _PIVOT else 2000
    return year


def is_ambiguous(local: datetime, zone: tzinfo) -> bool:
    """Tell whether the naive ``local`` time came twice (clocks put back) or never."""
    first = local.replace(tzinfo=zone, fold=0)
    return first.utcoffset() != first.replace(fold=1).utcoffset()


def never_was(local: datetime, zone: tzinfo) -> bool:
    """Tell whether the naive ``local`` time was skipped (clocks put forward)."""
    there = local.replace(tzinfo=zone).astimezone(UTC)
    return there.astimezone(zone).replace(tzinfo=None) != local
