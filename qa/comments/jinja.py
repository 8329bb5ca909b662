"""The environment of what is written in Jinja2: comments, of which an article shows very many."""

from datetime import datetime
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment

from site_core.foundation.languages import translated

from .templatetags.comment_tags import comment_text


def environment(**options) -> Environment:
    """Return the environment, with the words and filters that Django's templates have."""
    made = Environment(**options)  # noqa: S701 - Django turns escaping on in the options
    made.globals["_"] = _words
    made.filters |= {
        "comment_text": comment_text,
        "date_and_time": _date_and_time,
        "local": localtime,
        "machine_date": _machine_date,
        "number_of_more": _number_of_more,
        "number_of_replies": _number_of_replies,
        "translated": translated,
    }
    return made


def _words(text: str) -> str:
    """Return *text* in the active language."""
    return _words_in(get_language(), text)


# The same few words stand on every comment, and catalogues are searched one after the other.
@lru_cache(maxsize=1000)
def _words_in(language: str | None, text: str) -> str:
    return gettext(text)


def _date_and_time(moment: datetime) -> str:
    """Return *moment*, in local time, as readers of the active language write it."""
    return date_format(moment, "DATETIME_FORMAT")


def _machine_date(moment: datetime) -> str:
    """Return *moment* as the attribute ``datetime`` has it (HTML, "global date and time")."""
    return moment.isoformat(timespec="seconds")


# What has a plural cannot be collected from Jinja2.
def _number_of_replies(number: int) -> str:
    return ngettext("%(number)s reply", "%(number)s replies", number) % {"number": number}


def _number_of_more(number: int) -> str:
    words = ngettext("Show %(number)s more reply", "Show %(number)s more replies", number)
    return words % {"number": number}
