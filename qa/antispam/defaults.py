"""What a new site starts with, and how the editors' lists are read and checked.

The lists are only a beginning: editors see and change them in the settings of the comments.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_network

import regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Whole networks an editor may block; anything wider is more likely a slip than a wish.
_WIDEST = {4: 8, 6: 16}  # version of IP: bits of the prefix
# Not the standard library's: this one can be told to give up on a pattern that never ends.
PATTERN_FLAGS = regex.IGNORECASE | regex.VERSION0
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")

#: Said by people in danger and hardly by anybody else: who has numb hands tells of "cutting
#: myself" too. "Don't", "dont" and "do not", "I'm" and "I am", "any more" and "anymore", "my self"
#: and "myself" are the same to the rule.
DEFAULT_CRISIS_PHRASES = (
    "kill myself",
    "killing myself",
    "unalive myself",
    "end my life",
    "ending my life",
    "end my own life",
    "take my life",
    "taking my life",
    "take my own life",
    "taking my own life",
    "i want to end it all",
    "going to end it all",
    "i want to die",
    "i just want to die",
    "i really want to die",
    "i wish i was dead",
    "i wish i were dead",
    "want to be dead",
    "rather be dead",
    "wish i had never been born",
    "better off dead",
    "better off without me",
    "don't want to live",
    "don't wish to live",
    "no longer want to live",
    "no longer wish to live",
    "don't want to exist",
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
    "i have suicidal thoughts",
    "i get suicidal thoughts",
    "i had suicidal thoughts",
    "i have had suicidal thoughts",
    "am having suicidal thoughts",
    "been having suicidal thoughts",
    "keep having suicidal thoughts",
    "i have thoughts of suicide",
    "am having thoughts of suicide",
    "i think of suicide",
    "thinking of suicide",
    "i think about suicide",
    "i often think about suicide",
    "always think about suicide",
    "have thought about suicide",
    "thinking about suicide",
    "am considering suicide",
    "been considering suicide",
    "is considering suicide",
    "am contemplating suicide",
    "been contemplating suicide",
    "is contemplating suicide",
    "want to commit suicide",
    "going to commit suicide",
    "planning my suicide",
    "my suicide note",
    "hang myself",
    "shoot myself",
    "drown myself",
    "started cutting myself",
    "stop cutting myself",
    "cutting myself again",
    "cutting myself on purpose",
    "cutting myself to cope",
    "cutting myself to feel",
    "cut myself on purpose",
    "cut myself to feel",
    "want to cut myself",
    "urge to cut myself",
    "i self harm",
    "i self harmed",
    "am self harming",
    "been self harming",
    "keep self harming",
    "started self harming",
    "want to self harm",
    "urge to self harm",
    "going to self harm",
    "harm myself",
    "harming myself",
    "want to hurt myself",
    "going to hurt myself",
    "hurt myself on purpose",
    "hurting myself on purpose",
    "took an overdose",
    "taken an overdose",
    "going to overdose",
    "taken all my pills",
    "taken all my tablets",
    "took all my pills",
    "took all my tablets",
    "slit my wrists",
    "cut my wrists",
    "can't keep myself safe",
    "my life is in danger",
    "threatened to kill me",
    "he is going to kill me",
    "she is going to kill me",
    "they are going to kill me",
)

DEFAULT_CRISIS_HELP = gettext_noop("""\
It sounds as if things are very hard at the moment. Nobody watches these comments day and night, \
so please do not wait for an answer here: talk to somebody now.

If you or somebody else is in danger, call 999 in the United Kingdom, or go to the nearest \
accident and emergency department. In any other country, call the local emergency number.

For urgent help that is not an emergency, call 111 and choose the mental health option.

Samaritans listen on 116 123, free, by day and by night, whatever is on your mind.

You matter, and help is there for you.""")

#: What only advertisers write: readers tell of betting, of loans, and of what they get without a
#: prescription.
DEFAULT_BLOCKED_WORDS = (
    "online casino",
    "casino bonus",
    "sports betting site",
    "betting tips",
    "poker online",
    "free spins",
    "payday loans online",
    "instant loan",
    "urgent loan offer",
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
    "order without prescription",
    "pills without prescription",
    "meds without prescription",
    "replica watches",
    "spell caster",
    "powerful love spell",
    "cast a love spell",
    "powerful herbal cure",
    "herbal cure for herpes",
    "hire a hacker",
    "buy followers",
    "vip escort service",
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


def compiled(pattern: str) -> regex.Pattern:
    """Return an editor's regular expression, from a cache where it was used before.

    :raises regex.error: whatever is wrong with it
    """
    try:
        return regex.compile(pattern, PATTERN_FLAGS)
    except RecursionError as error:
        raise regex.error(_("nested too deeply"), pattern, 0) from error
    except ValueError as error:  # flags inside the pattern that exclude each other
        raise regex.error(str(error), pattern, 0) from error


def validate_patterns(text: str) -> None:
    """Raise ValidationError naming line and character of the first faulty regular expression."""
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            compiled(line.strip())
        except regex.error as error:
            indent = len(line) - len(line.lstrip())
            raise ValidationError(
                _("Line %(number)d, character %(place)d: %(error)s."),
                params={
                    "number": number,
                    "place": indent + (error.pos or 0) + 1,
                    "error": error.msg,
                },
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
