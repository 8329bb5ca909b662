"""What a new site starts with, and how the editors' lists are read and checked.

The lists are only a beginning: editors see and change them in the settings of the comments.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_network

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Whole networks an editor may block; anything wider is more likely a slip than a wish.
_WIDEST = {4: 8, 6: 16}  # version of IP: bits of the prefix
# Not the standard library's: this one can be told to give up on a pattern that never ends.
PATTERN_FLAGS = regex.IGNORECASE | regex.VERSION0
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")

#: Said by people in danger and hardly by anybody else. "Don't", "dont" and "do not", "I'm" and
#: "I am", "any more" and "anymore" are the same to the rule.
DEFAULT_CRISIS_PHRASES = (
    "kill myself",
    "killing myself",
    "end my life",
    "ending my life",
    "end my own life",
    "take my own life",
    "taking my own life",
    "i want to end it all",
    "going to end it all",
    "i want to die",
    "i just want to die",
    "i really want to die",
    "i wish i was dead",
    "i wish i were dead",
    "wish i had never been born",
    "better off dead",
    "better off without me",
    "don't want to live",
    "don't want to be alive",
    "don't want to be here any more",
    "don't want to wake up",
    "no reason to live",
    "nothing to live for",
    "no point in living",
    "tired of living",
    "can't go on living",
    "life is not worth living",
    "i am suicidal",
    "i feel suicidal",
    "feeling suicidal",
    "my suicidal thoughts",
    "thinking of suicide",
    "thinking about suicide",
    "want to commit suicide",
    "going to commit suicide",
    "planning my suicide",
    "my suicide note",
    "hang myself",
    "shoot myself",
    "drown myself",
    "cutting myself",
    "harm myself",
    "harming myself",
    "want to hurt myself",
    "going to hurt myself",
    "took an overdose",
    "taken an overdose",
    "going to overdose",
    "taken all my pills",
    "taken all my tablets",
    "slit my wrists",
    "can't keep myself safe",
    "my life is in danger",
    "threatened to kill me",
    "he is going to kill me",
    "she is going to kill me",
    "they are going to kill me",
)

DEFAULT_CRISIS_HELP = """\
It sounds as if things are very hard at the moment. Nobody watches these comments day and night, \
so please do not wait for an answer here: talk to somebody now.

If you or somebody else is in danger, call 999 in the United Kingdom, or go to the nearest \
accident and emergency department. In any other country, call the local emergency number.

For urgent help that is not an emergency, call 111 and choose the mental health option.

Samaritans listen on 116 123, free, by day and by night, whatever is on your mind.

You matter, and help is there for you."""

DEFAULT_BLOCKED_WORDS = (
    "online casino",
    "casino bonus",
    "sports betting",
    "betting tips",
    "poker online",
    "free spins",
    "payday loan",
    "instant loan",
    "loan offer",
    "bitcoin investment",
    "crypto investment",
    "crypto recovery",
    "forex signals",
    "binary options",
    "guaranteed profit",
    "make money online",
    "earn money from home",
    "buy backlinks",
    "seo services",
    "guest post service",
    "cheap viagra",
    "buy viagra",
    "buy cialis",
    "buy tramadol",
    "without prescription",
    "replica watches",
    "spell caster",
    "love spell",
    "herbal cure",
    "hire a hacker",
    "buy followers",
    "escort service",
)


def lines(text: str) -> tuple[str, ...]:
    """Return the entries of an editor's list, which has one a line.

    Blank lines do not count, nor does what stands behind a # at the start of a line or after a
    space.
    """
    return tuple(entry for _number, entry in _numbered(text))


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if entry := _COMMENT.sub("", line).strip():
            yield number, entry


def validate_patterns(text: str) -> None:
    """Raise ValidationError naming line and character of the first faulty regular expression."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            regex.compile(line.strip(), PATTERN_FLAGS)
        except regex.error as error:
            raise ValidationError(
                _("Line %(number)d, character %(place)d: %(error)s."),
                params={"number": number, "place": (error.pos or 0) + 1, "error": error.msg},
            ) from error


def validate_networks(text: str) -> None:
    """Check a list of addresses and networks such as 192.0.2.0/24.

    :raises ValidationError: with one message for every wrong line, its number and what it says
    """
    errors = []
    for number, entry in _numbered(text):
        params = {"number": number, "entry": entry[:60]}
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            message = _(
                "Line %(number)d, “%(entry)s”, is neither an IP address nor a network such as "
                "192.0.2.0/24."
            )
            errors.append(ValidationError(message, code="not_a_network", params=params))
            continue
        if network.prefixlen < _WIDEST[network.version]:
            message = _(
                "Line %(number)d, “%(entry)s”, would block a large part of the world. Give a "
                "smaller network."
            )
            errors.append(ValidationError(message, code="too_wide", params=params))
    if errors:
        raise ValidationError(errors)
