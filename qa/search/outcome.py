"""One search from the words to what is found, with help where they are misspelt."""

from dataclasses import dataclass, field

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.models import Page
from wagtail.search.utils import normalise_query_string

from site_core.foundation.querysets import published

from .asked import Asked
from .query import Wanted, wanted
from .ranking import FEW, Found, add_loose, find
from .vocabulary import corrected
from .words import words_of


@dataclass
class Outcome:
    """What a search came to."""

    wanted: Wanted | None = None
    found: Found = field(default_factory=Found)
    shown_for: str = ""  # the corrected words, where what was typed finds nothing
    did_you_mean: str = ""  # the corrected words, where what was typed finds little


def search(asked: Asked) -> Outcome:
    """Return what *asked* finds; with other spelling where it finds nothing as typed."""
    it = Outcome(wanted=wanted(asked.text))
    if it.wanted is None:
        return it
    it.found = find(it.wanted, asked)
    if it.found.exact < FEW and not asked.as_typed:
        _help_spelling(it, asked)
    add_loose(it.found, it.wanted, asked)
    return it


def _help_spelling(it: Outcome, asked: Asked) -> None:
    typed = words_of(asked.text)
    fixed = corrected(typed)
    if fixed == typed:
        return
    if not it.found.is_empty:
        it.did_you_mean = " ".join(fixed)
        return
    it.shown_for = " ".join(fixed)
    it.wanted = wanted(it.shown_for)
    it.found = find(it.wanted, asked)


def promoted(asked: Asked) -> list[SearchPromotion]:
    """Return what editors put above the results of exactly this query, if readers may see it."""
    # Query.get() would store what was typed; nothing is kept of what readers search for.
    text = normalise_query_string(asked.text)
    picks = SearchPromotion.objects.filter(query__query_string=text).select_related("page")
    if not picks:
        return []
    readable = published(Page.objects.filter(pk__in=[pick.page_id for pick in picks]))
    allowed = set(readable.values_list("pk", flat=True))
    return [pick for pick in picks if pick.page_id is None or pick.page_id in allowed]
