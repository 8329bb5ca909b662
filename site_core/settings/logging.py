"""One log on the console, from which whatever tells who a reader is, or opens a door, is taken out.

A line is a JSON object for programs, or plain text for people, by LOG_FORMAT.

The patterns read lines that strangers can shape: each takes time in proportion to the length of the
line, because every repetition is possessive, bounded or followed by what it cannot match itself.
"""

import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from types import TracebackType

from django.http import HttpRequest

from site_core.operations.context import request_id, task_id

from .environment import LOG_FORMAT, LOG_LEVEL

__all__ = ["LOGGING"]

# What follows these is a key: whoever reads it in a log could use it.
KEYED_LINKS = re.compile(
    r"(/comments/+(?:manage|confirm|follow|approve)/+)([^/\s?#\"'<>]*+)([^\s?\"'<>]*+)(\?[^\s\"'<>]*+)?",
    re.IGNORECASE,
)
PASSWORD_RESET = re.compile(r"(/password_reset/+confirm/+)[^\s\"'<>]++", re.IGNORECASE)
# "@" is "%40" in a query string. Two local parts in one word: the last one counts.
MAIL_ADDRESS = re.compile(
    r"(?:\"[^\"\n]{1,64}\"|[\w.!#$%&*+^`{|}~-]{1,64})(?:@|%40)(?:\[[^\]\s]{1,64}\]|[\w-]++(?:\.[\w-]++)*+)",
    re.IGNORECASE,
)
# What was looked for, typed or chosen. Not the "?" of a sentence or of a pattern.
QUERY = re.compile(r"(?<=[\w/])\?[\w%&][^\s\"'<>]*+")
ORIGIN = re.compile(
    r"null|https?://(?:[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?(?=[/?#]|\Z)"
)
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
# Not the first four numbers of a longer dotted number.
IPV4_ADDRESS = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\.?\d)")
# Also what only looks like one, such as a time: the standard library decides.
IPV6_CANDIDATE = re.compile(
    r"(?<![\w.])[0-9a-f:]{2,39}+(?:(?:\.\d{1,3}){3})?+(?!\w)", re.IGNORECASE
)


def redacted(text: str) -> str:
    """Return *text* without mail and IP addresses, keys in links and query strings."""
    text = KEYED_LINKS.sub(_without_key, text)
    text = PASSWORD_RESET.sub(r"\1[link]", text)
    text = QUERY.sub("?[query]", text)
    text = MAIL_ADDRESS.sub("[address]", text)
    text = IPV6_CANDIDATE.sub(_without_ipv6, text)
    return IPV4_ADDRESS.sub("[ip]", text)


def _without_key(match: re.Match) -> str:
    place, key, rest, query = match.groups()
    return place + ("[link]" if key else "") + rest + ("?[link]" if query else "")


def _without_ipv6(match: re.Match) -> str:
    text, after = match[0], ""
    if text.endswith(":") and not text.endswith("::"):  # "2001:db8::1: connection refused"
        text, after = text[:-1], ":"
    try:
        ip_address(text)
    except ValueError:
        return match[0]
    return match[0] if text == "::" else f"[ip]{after}"


class Redact(logging.Filter):
    """Redacts message, exception and stack of every record; lets every record pass."""

    formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        record.args = arguments_of(record)
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - a wrong format string must not lose the record
            message = f"{record.msg!s} {record.args!r} ({error})"
        record.template = record.msg  # Sentry gets no more than that
        record.msg, record.args = redacted(without_row(message)), ()
        if record.exc_info:
            text = self.formatter.formatException(record.exc_info)
            for said in map(str, _chain(record.exc_info[1])):
                text = text.replace(said, without_row(said))
            record.exc_text = redacted(text)
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


def arguments_of(record: logging.LogRecord) -> object:
    """Return what is put into the words of *record*, without the pages a reader was on or wanted.

    In what Django says of a request, the route stands for the path, which holds whatever somebody
    typed, and of the page that a form came from only the site is left.
    """
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest) or not isinstance(record.args, tuple):
        return record.args
    from site_core.operations.requests import route_of

    path = request.path.encode("unicode_escape").decode("ascii")  # as Django writes it out
    given = [route_of(request) if value == path else value for value in record.args]
    if record.name == "django.security.csrf":
        given = [_without_page(value) if isinstance(value, str) else value for value in given]
    return tuple(given)


def _without_page(reason: str) -> str:
    """Return *reason*, why a form was refused, with no more of an address than its origin."""
    check, failed, rest = reason.partition(" checking failed - ")
    address, but, why = rest.rpartition(" does not match ")
    if not but:
        return reason
    origin = ORIGIN.match(address)
    return f"{check}{failed}{origin[0] if origin else '[elsewhere]'}{but}{why}"


def without_row(text: str) -> str:
    """Return what a database says was wrong, without the row it was wrong with.

    PostgreSQL writes out that row, with all that a reader typed, as the detail of its error.
    """
    return text.partition("\nDETAIL:")[0]


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield *error*, what caused it and what it came up in."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and one not in seen:
            seen.append(one)
            waiting += [one.__cause__, one.__context__]
            yield one


class Plain(logging.Formatter):
    """A line for people, with the id of its request or task at the end if it has one."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        ids = " ".join(filter(None, (request_id.get(), task_id.get())))
        return super().formatMessage(record) + (f" [{ids}]" if ids else "")


class Json(logging.Formatter):
    """A JSON object a line: docs/for-operators/watching.md says what is in it.

    Of what code adds to a record by ``extra``, only ``answered`` is shown. Django and others add
    whole requests, whose text has the address that was asked for.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
            "request_id": request_id.get(),
            "task_id": task_id.get(),
            **getattr(record, "answered", {}),
            "exception": record.exc_text,
            "stack": record.stack_info,
        }
        return json.dumps({name: value for name, value in line.items() if value not in {None, ""}})


def log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType) -> None:
    """Log what ends a process, as ``sys.excepthook``: Python prints it as it is, unredacted."""
    if issubclass(kind, Exception):
        logging.getLogger("site_core").critical("Ended by an error", exc_info=(kind, error, trace))
    else:
        sys.__excepthook__(kind, error, trace)


sys.excepthook = log_uncaught

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": Redact}},
    "formatters": {
        "plain": {
            "class": f"{__name__}.Plain",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": Json},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["redact"],
            "formatter": LOG_FORMAT,
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers print only under DEBUG, or mail; the console gets them all.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["console"], "propagate": False},
        # The app server, in the processes that answer requests; its parent speaks plain text.
        "_granian": {"handlers": [], "propagate": True},
        # At DEBUG it writes out all that a template was given, and with it what readers wrote.
        "django.template": {"level": "INFO"},
        # A line for every page saved and every index entry written.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # A line with the name of the key for every passkey that is used.
        "fido2": {"level": "WARNING"},
    },
}
