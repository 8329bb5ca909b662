"""What is found, best first, by kind. Each finder asks the index, then what readers may see.

The index may be stale, and knows neither restrictions nor expiry: what it finds is always asked for
again by the rules of reading. The best 200 of a kind are looked at, however many there are.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, QuerySet, Subquery
from modelsearch.query import SearchQuery
from wagtail.models import Page, get_page_models
from wagtail.search.backends import get_search_backend

from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from site_core.foundation.languages import active_locale
from site_core.foundation.querysets import published

from .asked import Asked, Kind
from .backend import by_index
from .discussions import comments
from .query import Wanted

MOST = 200  # of a kind
FEW = 3  # answers: with less, those that hold only some of the words are shown, too


@dataclass
class Found:
    """The keys of what was found, best first, by kind."""

    keys: dict[str, list[int]] = field(default_factory=dict)
    exact: int = 0  # how many answers hold all the words; the rest holds some
    experts: Counter = field(default_factory=Counter)  # answers by the key of their expert
    years: Counter = field(default_factory=Counter)  # answers by the year of their last edit

    @property
    def is_empty(self) -> bool:
        return not any(self.keys.values())


def find(wanted: Wanted, asked: Asked) -> Found:
    """Return what holds all the words; topics, experts and other pages only if not narrowed."""
    found = Found()
    found.keys[Kind.ANSWERS] = _answers(wanted.all_words(), asked, found)
    found.exact = len(found.keys[Kind.ANSWERS])
    if not asked.is_narrowed:
        found.keys[Kind.TOPICS] = _topics(wanted)
        found.keys |= _other_pages(wanted)
    found.keys[Kind.COMMENTS] = comments(wanted, asked)
    return found


def add_loose(found: Found, wanted: Wanted, asked: Asked) -> None:
    """Add answers that hold some of the words behind those that hold all."""
    if len(wanted.words) > 1 and found.exact < FEW:
        found.experts.clear()
        found.years.clear()
        exact = found.keys[Kind.ANSWERS]
        loose = _answers(wanted.any_word(), asked, found)
        found.keys[Kind.ANSWERS] = list(dict.fromkeys([*exact, *loose]))


def best(query: SearchQuery, rows: QuerySet) -> list[int]:
    """Return the keys of at most 200 of *rows* that match, best first."""
    results = get_search_backend().search(query, rows)[:MOST]
    if hasattr(results, "get_queryset"):  # a database: the keys alone are enough
        return list(results.get_queryset().values_list("pk", flat=True))
    return [row.pk for row in results]


def _answers(query: SearchQuery, asked: Asked, found: Found) -> list[int]:
    rows = QAPage.objects.live()
    if asked.year:
        rows = rows.filter(updated_on__year=asked.year)
    if asked.expert:
        experts = ExpertPage.objects.filter(slug=asked.expert).values_list("pk", flat=True)
        rows = rows.filter(expert_id__in=list(experts))
    if asked.topic:
        filed = QAPage.topics.through.objects.filter(topic__slug=asked.topic)
        rows = rows.filter(id__in=list(filed.values_list("qapage_id", flat=True)))
    with by_index():
        keys = best(query, rows)
    readable = {
        pk: (expert, updated_on.year)
        for pk, expert, updated_on in here(QAPage.objects.published())
        .filter(pk__in=keys)
        .values_list("pk", "expert_id", "updated_on")
    }
    found.experts.update(expert for expert, _year in readable.values() if expert)
    found.years.update(year for _expert, year in readable.values())
    return [pk for pk in keys if pk in readable]


def _topics(wanted: Wanted) -> list[int]:
    keys = best(wanted.all_words(), Topic.objects.all())
    return [topic.pk for topic in topics_to_read(keys)]


def _other_pages(wanted: Wanted) -> dict[str, list[int]]:
    """Return experts and all pages but answers, found at once."""
    kinds = (kind for kind in get_page_models() if kind not in {Page, QAPage})
    keys = best(wanted.all_words(), Page.objects.live().type(*kinds))
    readable = here(published(Page.objects.filter(pk__in=keys)))
    rows = dict(readable.values_list("pk", "content_type_id")) if keys else {}
    expert = ContentType.objects.get_for_model(ExpertPage).pk
    return {
        Kind.EXPERTS: [key for key in keys if rows.get(key) == expert],
        Kind.PAGES: [key for key in keys if rows.get(key, expert) != expert],
    }


def topics_to_read(keys: list[int]) -> list[Topic]:
    """Return those topics that a published answer is filed under, with the ``path`` of one."""
    answers = here(QAPage.objects.published()).filter(topics=OuterRef("pk"))
    rows = Topic.objects.annotate(path=Subquery(answers.values("path")[:1]))
    # Asked for in the query, each path would be looked for twice.
    return [topic for topic in in_order(rows, keys) if topic.path]


def here(pages: QuerySet) -> QuerySet:
    """Return those of *pages* that are in the language of the address that is asked."""
    return pages.filter(locale=active_locale().pk)


def in_order(rows: QuerySet, keys: list[int]) -> list:
    """Return the *rows* with these *keys*, in the order of the keys."""
    found = {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}
    return [found[key] for key in keys if key in found]
