"""From words to what search indexes are asked."""

from dataclasses import dataclass

from django.db.models import QuerySet
from modelsearch.query import Or, PlainText, SearchQuery

from .models import Synonyms
from .vocabulary import rarer
from .words import MOST_WORDS, telling, words_of

MOST_WORDINGS = 6  # ways to put a query by its synonyms
CONFIG = "site_english"  # PostgreSQL's text search configuration, made by a migration


@dataclass(frozen=True)
class Sought:
    """What a search looks through: the *rows* of some *models*, and what readers call them.

    :param are_many: tens of thousands
    """

    kind: str
    models: tuple[type, ...]
    rows: QuerySet
    are_many: bool = False


@dataclass(frozen=True)
class Wanted:
    """A query as the ways to put it; each is a list of words that must all be found."""

    wordings: list[list[str]]

    @property
    def words(self) -> list[str]:
        """Every word of every wording, once: what is marked in results."""
        return list(dict.fromkeys(word for wording in self.wordings for word in wording))

    def query(self) -> SearchQuery:
        """Return what asks an index for all words of a wording."""
        # Alternatives of plain words: what is nested deeper, SQLite's backend ranks upside down.
        plain = [PlainText(" ".join(wording), operator="and") for wording in self.wordings]
        return plain[0] if len(plain) == 1 else Or(plain)

    def loose(self) -> "Wanted":
        """Return the query for what holds some of the words that tell pages apart."""
        return Wanted([[word] for word in rarer(self.words)])

    def joined(self, both: str, either: str) -> str:
        """Return the query in a language with these operators; words hold letters and digits."""
        wordings = (both.join(f'"{word}"' for word in wording) for wording in self.wordings)
        return either.join(f"({wording})" for wording in wordings)


def wanted(text: str) -> Wanted | None:
    """Return what the cleaned query *text* asks for, None if it holds no words."""
    words = words_of(text)[:MOST_WORDS]
    if not words:
        return None
    wordings = [telling(wording) for wording in with_synonyms(words)]
    unique = list(dict.fromkeys(map(tuple, wordings)))
    return Wanted([list(wording) for wording in unique])


def with_synonyms(words: list[str]) -> list[list[str]]:
    """Return *words*, and the same with each known phrase in it replaced by its synonyms."""
    wordings = [words]
    for entry in Synonyms.objects.all():
        phrases = entry.as_words()
        for wording in list(wordings):
            wordings.extend(_replaced(wording, phrases))
        del wordings[MOST_WORDINGS:]
    return wordings


def _replaced(words: list[str], phrases: list[tuple[str, ...]]) -> list[list[str]]:
    """Return *words* with the first of *phrases* in it replaced by each of the others."""
    # The longest first: "ms nurse" is more than "ms".
    for phrase in sorted(phrases, key=len, reverse=True):
        length = len(phrase)
        for start in range(len(words) - length + 1):
            if tuple(words[start : start + length]) == phrase:
                others = (other for other in phrases if other != phrase)
                return [[*words[:start], *other, *words[start + length :]] for other in others]
    return []
