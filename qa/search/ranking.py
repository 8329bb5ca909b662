"""What is found, best first, by kind. Each finder asks the index, then what readers may see.

The index may be stale, and knows neither restrictions nor expiry: what it finds is always asked for
again by the rules of reading. The best 200 of a kind are looked at, however many there are.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from wagtail.models import Page, get_page_models
from wagtail.search.backends import get_search_backend

from qa.comments.querysets import discussion_is_hidden
from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic
from site_core.foundation.languages import active_locale
from site_core.foundation.querysets import published

from . import discussions
from .asked import Asked, Kind
from .query import Sought, Wanted

MOST = 200  # of a kind
FEW = 3  # answers: with less, those that hold only some of the words are shown, too


class Expert(NamedTuple):
    """Whoever answered something that was found."""

    name: str
    slug: str


class Readable(NamedTuple):
    """What is asked of each page found that anybody may read."""

    updated_on: date | None  # of answers
    expert: Expert | None
    hides_discussion: bool


@dataclass
class Found:
    """The keys of what was found, best first, by kind."""

    keys: dict[str, list[int]] = field(default_factory=dict)
    exact: int = 0  # how many answers hold all the words; the rest holds some
    experts: Counter[Expert] = field(default_factory=Counter)  # by the number of their answers
    years: Counter[int] = field(default_factory=Counter)  # answers by the year of their last edit

    @property
    def is_empty(self) -> bool:
        return not any(self.keys.values())


def find(wanted: Wanted, asked: Asked) -> Found:
    """Return what holds all the words; topics, experts and other pages only if not narrowed."""
    keys = best(wanted, [_answers(asked), *([] if asked.is_narrowed else _others())])
    said = discussions.matching(wanted, asked)
    topics = keys.pop(Kind.TOPICS, [])
    pages = _readable({*(key for found in keys.values() for key in found), *said.values()})
    found = Found({kind: [key for key in keys[kind] if key in pages] for kind in keys})
    found.exact = len(found.keys[Kind.ANSWERS])
    _count(found, pages)
    found.keys[Kind.TOPICS] = [topic.pk for topic in topics_to_read(topics)]
    talked = {pk for pk, page in pages.items() if not page.hides_discussion}
    readable = [key for key, page in said.items() if page in talked]
    found.keys[Kind.COMMENTS] = discussions.ranked(wanted, readable)
    return found


def add_loose(found: Found, wanted: Wanted, asked: Asked) -> None:
    """Add answers that hold some of the words behind those that hold all."""
    if len(wanted.words) > 1 and found.exact < FEW:
        loose = best(wanted.loose(), [_answers(asked)])[Kind.ANSWERS]
        keys = dict.fromkeys([*found.keys[Kind.ANSWERS], *loose])
        pages = _readable(keys)
        found.keys[Kind.ANSWERS] = [key for key in keys if key in pages]
        _count(found, pages)


def best(wanted: Wanted, sought: list[Sought]) -> dict[str, list[int]]:
    """Return the keys of at most 200 rows of each kind *sought* that match, best first."""
    backend = get_search_backend()
    if hasattr(backend, "best"):
        return backend.best(wanted, sought, MOST)
    return {one.kind: _keys(backend.search(wanted.query(), one.rows)[:MOST]) for one in sought}


def _keys(results) -> list[int]:
    if hasattr(results, "get_queryset"):  # a database: the keys alone are enough
        return list(results.get_queryset().values_list("pk", flat=True))
    return [row.pk for row in results]


def _answers(asked: Asked) -> Sought:
    rows = here(QAPage.objects.live())
    if asked.year:
        rows = rows.filter(updated_on__year=asked.year)
    if asked.expert:
        rows = rows.filter(expert_id__in=ExpertPage.objects.filter(slug=asked.expert).values("pk"))
    if asked.topic:
        filed = QAPage.topics.through.objects.filter(topic__slug=asked.topic)
        rows = rows.filter(id__in=filed.values("qapage_id"))
    return Sought(Kind.ANSWERS, (QAPage,), rows, are_many=True)


def _others() -> list[Sought]:
    kinds = tuple(kind for kind in get_page_models() if kind not in {Page, QAPage, ExpertPage})
    return [
        Sought(Kind.TOPICS, (Topic,), Topic.objects.all()),
        Sought(Kind.EXPERTS, (ExpertPage,), here(ExpertPage.objects.live())),
        Sought(Kind.PAGES, kinds, here(Page.objects.live().type(*kinds))),
    ]


def _readable(pages: Iterable[int]) -> dict[int, Readable]:
    """Return those of *pages* that anybody may read, by their keys."""
    if not pages:
        return {}
    rows = here(published(Page.objects.filter(pk__in=pages))).order_by()
    rows = rows.annotate(hides_discussion=discussion_is_hidden()).values_list(
        "pk",
        "qapage__updated_on",
        "qapage__expert__title",
        "qapage__expert__slug",
        "hides_discussion",
    )
    return {
        pk: Readable(updated_on, Expert(name, slug) if name else None, hides)
        for pk, updated_on, name, slug, hides in rows
    }


def _count(found: Found, pages: dict[int, Readable]) -> None:
    """Count the experts and the years of the answers found, which are among *pages*."""
    answers = [pages[key] for key in found.keys[Kind.ANSWERS]]
    found.experts = Counter(answer.expert for answer in answers if answer.expert)
    found.years = Counter(answer.updated_on.year for answer in answers if answer.updated_on)


def topics_to_read(keys: list[int]) -> list[Topic]:
    """Return those topics that a published answer is filed under, with the ``path`` of one."""
    if not keys:
        return []
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
