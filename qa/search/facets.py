"""Ways to narrow a search, each with how many answers it leaves."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from qa.experts.models import ExpertPage
from qa.models import QAPage, Topic

from .asked import Asked, Kind
from .ranking import Found

MOST = 12  # choices a facet


@dataclass(frozen=True)
class Choice:
    """One choice of a facet: a link to the narrowed search."""

    label: str
    number: int
    query: str


@dataclass(frozen=True)
class Facet:
    """A way to narrow a search: the choices, or what was chosen and the way back."""

    label: str
    choices: list[Choice]
    chosen: str = ""
    query_without: str = ""


def facets(asked: Asked, found: Found) -> list[Facet]:
    """Return what the answers that were found can be narrowed by, and what was chosen."""
    made = [_topics(asked, found), _experts(asked, found), _years(asked, found)]
    has_choices = asked.kind in {"", Kind.ANSWERS}  # the numbers are those of answers
    # A facet with one choice narrows nothing.
    return [it for it in made if it.chosen or (has_choices and len(it.choices) > 1)]


def _topics(asked: Asked, found: Found) -> Facet:
    if asked.topic:
        topic = Topic.objects.filter(slug=asked.topic).first()
        chosen = topic.name if topic else asked.topic
        return Facet(_("Topic"), [], chosen, asked.query(topic=""))
    filed = QAPage.topics.through.objects.filter(qapage__in=found.keys.get(Kind.ANSWERS, []))
    rows = filed.values_list("topic__name", "topic__slug").annotate(number=Count("pk"))
    rows = rows.order_by("-number", "topic__name")[:MOST]
    choices = (Choice(name, number, asked.query(topic=slug)) for name, slug, number in rows)
    return Facet(_("Topic"), list(choices))


def _experts(asked: Asked, found: Found) -> Facet:
    if asked.expert:
        names = ExpertPage.objects.published().filter(slug=asked.expert)
        chosen = names.values_list("title", flat=True).first() or asked.expert
        return Facet(_("Expert"), [], chosen, asked.query(expert=""))
    # Their names stand under the answers anyway.
    counted = found.experts.most_common()
    return Facet(
        _("Expert"),
        _first(Choice(one.name, number, asked.query(expert=one.slug)) for one, number in counted),
    )


def _years(asked: Asked, found: Found) -> Facet:
    if asked.year:
        return Facet(_("Updated in"), [], str(asked.year), asked.query(year=None))
    years = sorted(found.years.items(), reverse=True)
    return Facet(
        _("Updated in"),
        _first(Choice(str(year), number, asked.query(year=year)) for year, number in years),
    )


def _first(choices: Iterable[Choice]) -> list[Choice]:
    return list(choices)[:MOST]
