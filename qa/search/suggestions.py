"""What is offered while a reader types: answers, experts and topics by their titles."""

from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from site_core.foundation.querysets import published

from .ranking import here, in_order
from .shown import topics
from .words import words_of

SHORTEST = 2  # letters
MOST_PAGES, MOST_TOPICS = 6, 2
LOOKED_AT = 30  # of the best, of which some may not be for everybody


def suggest(text: str) -> list[dict[str, str]]:
    """Return what the cleaned *text* may become: title, address and kind of each, best first."""
    words = " ".join(words_of(text))
    if len(words) < SHORTEST:
        return []
    backend = get_search_backend()
    rows = Page.objects.live().type(QAPage, ExpertPage)
    keys = [page.pk for page in backend.autocomplete(words, rows)[:LOOKED_AT]]
    pages = in_order(here(published(Page.objects.all())), keys)[:MOST_PAGES]
    subjects = [topic.pk for topic in backend.autocomplete(words, Topic.objects.all())[:LOOKED_AT]]
    kinds = {QAPage: _("Answer"), ExpertPage: _("Expert")}
    suggestions = [
        {"title": page.title, "url": page.url, "kind": kinds[page.specific_class]} for page in pages
    ]
    suggestions += [
        {"title": result.thing.name, "url": result.url, "kind": _("Topic")}
        for result in topics(subjects, [])[:MOST_TOPICS]
    ]
    return suggestions
