"""The words of published pages, and which of them a reader may have meant."""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher, get_close_matches

from django.db.models import Count, Exists, Manager, OuterRef, Q, QuerySet
from django.db.models.functions import Length
from django.db.transaction import atomic
from modelsearch.index import RelatedFields, SearchField
from wagtail.models import Page

from site_core.foundation.querysets import published

from .models import LONGEST_WORD, Word
from .words import SMALL_WORDS, words_of

SHORTEST = 4  # letters; shorter words are abbreviations as often as mistakes
ALIKE = 0.74  # of 1: as close as a word with two or three wrong letters
PROPOSALS = 5  # a word
_PLAIN = re.compile(r"[^\W\d_]+")


def texts_of(page: Page) -> Iterator[str]:
    """Yield every text of the specific *page* that the search index holds."""
    yield from _texts(page, page.get_search_fields())


def _texts(row, fields) -> Iterator[str]:
    for field in fields:
        value = field.get_value(row) if isinstance(field, SearchField | RelatedFields) else None
        if isinstance(field, RelatedFields):
            rows = value.all() if isinstance(value, Manager) else [value]
            for related in filter(None, rows):
                yield from _texts(related, field.fields)
        elif isinstance(value, list):
            yield from map(str, value)
        elif value:
            yield str(value)


@atomic
def learn(page: Page) -> None:
    """Take up the words of the published, specific *page*, and drop those it no longer has."""
    words = {word for text in texts_of(page) for word in words_of(text)}
    proper = {word for word in words if SHORTEST <= len(word) <= LONGEST_WORD}
    proper = {word for word in proper - SMALL_WORDS if _PLAIN.fullmatch(word)}
    Word.objects.bulk_create((Word(text=word) for word in sorted(proper)), ignore_conflicts=True)
    rows = Word.pages.through.objects
    rows.filter(page_id=page.pk).exclude(word__text__in=proper).delete()
    rows.bulk_create(
        (
            Word.pages.through(page_id=page.pk, word_id=word_id)
            for word_id in Word.objects.filter(text__in=proper).values_list("pk", flat=True)
        ),
        ignore_conflicts=True,
    )


def learn_all() -> None:
    """Take up the words of every live page: for a site that is older than its search."""
    for page in Page.objects.live().specific().iterator(chunk_size=100):
        learn(page)


def forget(page: Page) -> None:
    """Drop the words of *page*."""
    Word.pages.through.objects.filter(page_id=page.pk).delete()


def corrected(words: list[str]) -> list[str]:
    """Return *words*, each that no published page has replaced by the likeliest that one has."""
    plain = (word for word in words if len(word) >= SHORTEST and _PLAIN.fullmatch(word))
    doubtful = [word for word in plain if word not in SMALL_WORDS]
    known = set(_published(doubtful).values_list("text", flat=True))
    fixed: list[str] = []
    for word in words:
        is_doubtful = word in doubtful and word not in known
        fixed.extend(_meant(word) if is_doubtful else [word])
    return fixed


def rarer(words: list[str]) -> list[str]:
    """Return *words* without those on more than half of the pages; all if nothing would be left.

    What nearly every page has tells none from another, and takes the longest to find.
    """
    counts = _counted(Word.objects.filter(text__in=words))
    half = Page.objects.live().count() / 2
    return [word for word in words if counts.get(word, 0) <= half] or words


def _meant(word: str) -> list[str]:
    """Return the likeliest published word for the unknown *word*, or two it is made of."""
    near = get_close_matches(word, _resembling(word), PROPOSALS, ALIKE)
    halves = {(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)}
    counts = _counted(_published({*near, *(half for pair in halves for half in pair)}))
    for pair in sorted(halves):
        if all(half in counts for half in pair):
            return list(pair)
    proposals = [proposal for proposal in near if proposal in counts]
    # What is about as close and stands on more pages is likelier to be meant.
    proposals.sort(key=lambda proposal: (_likeness(word, proposal), counts[proposal]))
    return proposals[-1:] or [word]


def _likeness(word: str, other: str) -> float:
    """Return how close two words are, from 0 to 1 in tenths."""
    return round(SequenceMatcher(None, other, word).ratio(), 1)


def _resembling(word: str) -> list[str]:
    """Return the words of about that length that share its beginning, its middle or its end.

    Two mistakes leave one third of a word as it was. PostgreSQL finds the thirds by trigrams.
    """
    third = max(2, len(word) // 3)
    alike = (
        Q(text__startswith=word[:third])
        | Q(text__contains=word[third : len(word) - third])
        | Q(text__endswith=word[-third:])
    )
    words = Word.objects.annotate(length=Length("text")).filter(
        alike, length__gte=len(word) - 2, length__lte=len(word) + 2
    )
    return list(words.values_list("text", flat=True))


def _published(words: Iterable[str]) -> QuerySet:
    """Return those of *words* that a published page has."""
    here = Word.pages.through.objects.filter(
        word_id=OuterRef("pk"), page__in=published(Page.objects.all()).values("pk")
    )
    return Word.objects.filter(Exists(here), text__in=words)


def _counted(rows: QuerySet) -> dict[str, int]:
    """Return each word of *rows* with the number of pages it stands on."""
    return dict(rows.annotate(on=Count("pages")).values_list("text", "on"))
