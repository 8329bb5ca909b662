"""One log on the console, from which whatever tells who a reader is, or opens a door, is taken out.

The patterns read lines that strangers can shape: each takes time in proportion to the length of the
line, because every repetition is possessive, bounded or followed by what it cannot match itself.
"""

import logging
import re
from ipaddress import ip_address

from .environment import LOG_LEVEL

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
_OCTET = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
# Not the first four numbers of a longer dotted number.
IPV4_ADDRESS = re.compile(rf"(?<![\w.])(?:{_OCTET}\.){{3}}{_OCTET}(?!\.?\d)")
# Also what only looks like one, such as a time: the standard library decides.
IPV6_CANDIDATE = re.compile(
    r"(?<![\w.])[0-9a-f:]{2,39}+(?:(?:\.\d{1,3}){3})?+(?!\w)", re.IGNORECASE
)


def redacted(text: str) -> str:
    """Return *text* without mail addresses, IP addresses and the keys in links."""
    text = KEYED_LINKS.sub(_without_key, text)
    text = PASSWORD_RESET.sub(r"\1[link]", text)
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
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - a wrong format string must not lose the record
            message = f"{record.msg!s} {record.args!r} ({error})"
        record.msg, record.args = redacted(message), ()
        if record.exc_info:
            record.exc_text = redacted(self.formatter.formatException(record.exc_info))
        if record.stack_info:
            record.stack_info = redacted(record.stack_info)
        return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": Redact}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["redact"],
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers print only under DEBUG, or mail; the console gets them all.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": ["console"], "propagate": False},
        # At DEBUG it writes out all that a template was given, and with it what readers wrote.
        "django.template": {"level": "INFO"},
        # A line for every page saved and every index entry written.
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        # A line with the name of the key for every passkey that is used.
        "fido2": {"level": "WARNING"},
    },
}
