"""Words: what a reader typed, cleaned; and which words count as the same."""

import re
import unicodedata
from collections.abc import Iterable

from site_core.foundation.normal_form import normalize

LONGEST_QUERY = 200  # characters; what is longer is cut
MOST_WORDS = 12  # of a query; further ones only cost time
LONG_ENOUGH = 4  # letters that two forms of a word share at least
ENDING = 3  # letters two forms of a word may differ in at their ends

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words of questions that say nothing about their subject.
SMALL_WORDS = frozenset(
    "a about after again all am an and any anyone are as at be because been before being but by "
    "can could did do does doing don done for from get gets getting give given go goes going got "
    "had has have having he help helps her here him his how i if in into is it its just know like "
    "long make me mean means more most much must my need no not now of off on or our out over own "
    "really see she should so some someone something take takes taking tell than that the their "
    "them then there these they thing things this to too up us use very want was we well were "
    "what when where whether which while who why will with won work works would years you "
    "your".split()
)


def clean_query(text: str) -> str:
    """Return what a stranger typed as one line of at most 200 characters, "" for nothing."""
    plain = normalize("NFKC", text[:LONGEST_QUERY])
    visible = "".join(
        " " if unicodedata.category(char).startswith(("C", "Z")) else char for char in plain
    )
    return " ".join(visible.split())[:LONGEST_QUERY].strip()


def fold(text: str) -> str:
    """Return *text* without accents and capitals."""
    if text.isascii():
        return text.lower()
    apart = normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def words_of(text: str) -> list[str]:
    """Return the words of *text*, folded, without a possessive "'s"."""
    return [bare(word) for word in _WORD.findall(fold(text))]


def bare(word: str) -> str:
    """Return a folded *word* up to its apostrophe."""
    return word.partition("'")[0].partition("’")[0]


def telling(words: Iterable[str]) -> list[str]:
    """Return those of *words* that say what a question is about, each once; all if none does."""
    words = list(dict.fromkeys(words))
    return [word for word in words if word not in SMALL_WORDS and len(word) > 1] or words


def is_same(word: str, other: str) -> bool:
    """Whether two folded words look like forms of one: nerve and nerves, paralysis and paralysed.

    Made for marking what was found. Which words find each other is up to the search index.
    """
    if word == other:
        return True
    shared = 0
    for char, char_of_other in zip(word, other, strict=False):
        if char != char_of_other:
            break
        shared += 1
    short, long = sorted((len(word), len(other)))
    if short < LONG_ENOUGH:
        return shared == short == long - 1 and max(word, other, key=len).endswith("s")
    return shared >= max(LONG_ENOUGH, short - ENDING) and long - shared <= ENDING
