"""Rules on what shows who somebody is or how to reach them."""

import re
from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .registry import rule
from .submission import RuleBook, Submission

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s\d{{2,4}}"
    rf"|{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{2,4}})"
)

# Between two digits of a telephone number.
_GAP = r"[ \u00a0().\-–/]{0,3}"
_REFERENCE = re.compile(
    rf"(?<![\d./-]){_DATE}(?![./-]?\d)"
    r"|\bISBN(?:-1[03])?:?\s{0,3}\d[\d -]{8,16}[\dX]"
    r"|(?<!\d)97[89](?:[ -]?\d){10}(?!\d)"
    r"|\b(?:doi:?\s?)?10\.\d{4,9}/\S{1,200}"
    r"|\b(?:https?://|www\.)\S{1,2000}",
    re.IGNORECASE,
)
_PHONE = re.compile(
    # +44 20 … and 0044 20 …
    rf"(?<![\w+.,])(?:\+|00)[ ]?\(?[1-9](?:{_GAP}\d){{6,13}}(?!\d)"
    # 020 7946 0000, (020) 7946 0000, 01 23 45 67 89
    rf"|(?<![\w+.,/-])\(?0\d(?:{_GAP}\d){{8,9}}(?![./-]?\d)"
    # (212) 555 0100, 212-555-0100, 1-212-555-0100
    r"|(?<![\w+.,/-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}(?!\d)"
    # call 7946 0000
    r"|\b(?:call|ring|phone|telephone|tel|mobile|cell|text|whatsapp|viber|telegram)"
    rf"[ .:]{{1,3}}(?:(?:me|us|him|her|them|on|at|now|number|no|is)[ .:]{{1,3}}){{0,4}}"
    rf"\d(?:{_GAP}\d){{6,13}}(?!\d)",
    re.IGNORECASE,
)

_STREET = (
    r"\b\d{1,5}[a-z]?,?\s(?:[^\W\d_][\w'’.-]{0,30}\s){1,4}?"
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|terrace|gardens|grove"
    r"|place|square|way|boulevard|blvd)\b"
)
_UK_POSTCODE = r"(?-i:\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b)"
_US_ZIP = r"(?-i:\b[A-Z]{2}),?\s\d{5}\b"
_NUMBERED_BY = (
    r"(?:nhs|chi|hospital|patient|insurance|policy|health\scard|social\ssecurity"
    r"|national\sinsurance|medicare|medicaid|passport|medical\srecord)"
)
_EMAIL = re.compile(
    r"[\w+-]{1,64}@[\w-]{1,63}\.[^\W\d]"
    r"|\w\s?[(\[{]\s?at\s?[)\]}]\s?\w"
    r"|\w\sat\s(?:gmail|hotmail|yahoo|outlook|icloud|proton)\s?(?:\.|\sdot\s)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(rf"{_STREET}(?s:.{{0,80}}?)(?:{_UK_POSTCODE}|{_US_ZIP})", re.IGNORECASE)
_FILE_NUMBER = re.compile(
    rf"\b{_NUMBERED_BY}\s(?:number|no|id|num)\b[\s.:#]{{0,3}}(?:is\s|was\s)?"
    r"[a-z]{0,3}[ -]?\d(?:[ -]?\d){3,14}"
    r"|\b(?:nhs|mrn|ssn)[\s:#]{1,3}\d(?:[ -]?\d){5,9}\b"
    r"|(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"  # American social security
    r"|(?-i:\b[A-CEGHJ-PR-TW-Z]{2}\s?(?:\d{2}\s?){3}[A-D]\b)",  # British national insurance
    re.IGNORECASE,
)
_TEN_DIGITS = re.compile(r"(?<![\d+-])\d{3} ?\d{3} ?\d{4}(?![\d-])", re.ASCII)
_BIRTH = re.compile(
    rf"\b(?:born|d\.?o\.?b|date\sof\sbirth|birth\s?(?:day|date))\b[^\d\n]{{0,20}}?{_DATE}",
    re.IGNORECASE,
)


def _has_phone_number(text: str) -> bool:
    return bool(_PHONE.search(_without_references(text)))


def _has_file_number(text: str) -> bool:
    text = _without_references(text)
    return bool(_FILE_NUMBER.search(text)) or any(
        _is_health_service_number(found[0]) for found in _TEN_DIGITS.finditer(text)
    )


def _without_references(text: str) -> str:
    """Return *text* without the dates, links and numbers of publications."""
    return _REFERENCE.sub(" – ", text)


def _is_health_service_number(written: str) -> bool:
    """Return whether the check digit (modulus 11) is that of a number of the British NHS."""
    digits = [int(char) for char in written if char != " "]
    return sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11 == (
        (11 - digits[9]) % 11
    )


_DETAILS: list[tuple[str | Promise, Callable[[str], object]]] = [
    (gettext_lazy("an e-mail address"), _EMAIL.search),
    (gettext_lazy("a postal address"), _ADDRESS.search),
    (gettext_lazy("the number of a patient or an insured person"), _has_file_number),
    (gettext_lazy("a date of birth"), _BIRTH.search),
]


@rule(order=60)
def phone_numbers(submission: Submission, book: RuleBook) -> str | None:
    if book.hold_phone_numbers and any(map(_has_phone_number, submission.shown)):
        return _("The comment has a telephone number.")
    return None


@rule(order=61)
def identifying_details(submission: Submission, book: RuleBook) -> str | None:
    if not book.hold_identifying_details:
        return None
    found = [str(name) for name, finds in _DETAILS if any(map(finds, submission.shown))]
    if not found:
        return None
    return _("The comment shows %(details)s.") % {"details": get_text_list(found, _("and"))}
