"""Rules on what a text consists of, whatever it is about."""

import re
from collections import Counter
from itertools import groupby

from django.utils.translation import gettext as _

from .phrases import plain_words
from .registry import rule
from .submission import RuleBook, Submission
from .verdicts import Finding, Verdict

MANY_LINKS = 3
TOO_MANY_LINKS = 6
LETTERS_TO_A_LINK = 10  # with fewer, many links are the comment itself
LONG_ENOUGH_TO_SHOUT = 50  # letters: a short cry, or a name of initials, is none
SHOUTING = 0.7  # part of the letters that are capitals
SAME_CHARACTERS = 12
SAME_WORDS = 6
FEW_WORDS = 20  # below this, half of them may well be the same

# Endings that no sentence makes when the space after its full stop is missing ("better.It").
_ENDINGS = "com|net|org|info|biz|edu|gov|uk|ru|cn|xyz|top|online|site|shop|store|club|icu|vip"
_LINK = re.compile(
    r"(?:https?|ftp)://\S{1,2000}"
    r"|\bwww\.\S{1,2000}"
    rf"|(?<![\w.@/-])(?:[^\W_][\w-]{{0,62}}\.){{1,4}}(?:{_ENDINGS})(?![\w@-])(?:/\S{{0,2000}})?"
    r"|(?<![\w.@/-])[^\W_][\w-]{0,62}\.[^\W\d_]{2,10}/[\w?#]\S{0,2000}",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"\[/?(?:url|link|img|email)\s{0,5}[=\]]"
    r"|<\s{0,5}(?:/\s{0,5}a\s{0,5}>|(?:a|img|iframe|script)\s[^<>]{0,40}?(?:href|src)\s{0,5}=)",
    re.IGNORECASE,
)
_SAME_CHARACTER = re.compile(rf"([^\W_]|[!?])\1{{{SAME_CHARACTERS - 1}}}")


@rule(order=30)
def links(submission: Submission, book: RuleBook) -> Finding | None:
    """One or two links are what people give as their source."""
    count = sum(1 for _link in _LINK.finditer(submission.text))
    if not count:
        return None
    letters = sum(map(str.isalpha, _LINK.sub(" ", submission.text)))
    if letters < count * (1 if count < MANY_LINKS else LETTERS_TO_A_LINK):
        return Finding("links", Verdict.SPAM, _("The comment is hardly more than links."))
    if count < MANY_LINKS:
        return None
    verdict = Verdict.SPAM if count >= TOO_MANY_LINKS else Verdict.HOLD
    return Finding("links", verdict, _("The comment has %(count)d links.") % {"count": count})


@rule(order=31)
def link_in_name(submission: Submission, book: RuleBook) -> str | None:
    if _LINK.search(submission.name):
        return _("The name is a web address.")
    return None


@rule(order=32, verdict=Verdict.SPAM)
def markup(submission: Submission, book: RuleBook) -> str | None:
    if any(map(_MARKUP.search, submission.shown)):
        return _("The comment has links in the code of other systems, as programs send them.")
    return None


@rule(order=40, verdict=Verdict.CHALLENGE)
def shouting(submission: Submission, book: RuleBook) -> str | None:
    capitals = sum(map(str.isupper, submission.text))
    letters = capitals + sum(map(str.islower, submission.text))
    if letters >= LONG_ENOUGH_TO_SHOUT and capitals >= letters * SHOUTING:
        return _("The comment is written in capitals.")
    return None


@rule(order=41, verdict=Verdict.CHALLENGE)
def repeated_character(submission: Submission, book: RuleBook) -> str | None:
    if found := _SAME_CHARACTER.search(submission.text):
        return _("The comment repeats the character “%(char)s”.") % {"char": found[1]}
    return None


@rule(order=42, verdict=Verdict.CHALLENGE)
def repeated_word(submission: Submission, book: RuleBook) -> str | None:
    words = plain_words(submission.text)
    if not words:
        return None
    in_a_row = max(len(list(run)) for _word, run in groupby(words))
    most = Counter(words).most_common(1)[0][1]
    if in_a_row >= SAME_WORDS or (len(words) >= FEW_WORDS and most > len(words) / 2):
        return _("The comment repeats one word over and over.")
    return None


@rule(order=43, verdict=Verdict.CHALLENGE)
def no_letters(submission: Submission, book: RuleBook) -> str | None:
    if any(map(str.isalpha, submission.text)):
        return None
    return _("The comment has no letter in it.")
