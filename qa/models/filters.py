"""What readers narrow a list of answers down by, kept in the query of its address."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import CharField, Count, Exists, OuterRef
from django.db.models.functions import Cast, Substr
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from qa.experts.models import ExpertPage
from qa.querysets import QAPageQuerySet

from .answer import QAPage
from .tally import by_expert_and_year, topics_below
from .topics import Topic

LONGEST_SLUG = 255  # characters, of pages
SLUG = re.compile(rf"[-a-zA-Z0-9_]{{1,{LONGEST_SLUG}}}")
MOST_TOPICS = 5  # that are combined; each is a condition of its own in the database
DISCUSSED = "discussed"

FilingUnder = QAPage.topics.through


class TopicsField(forms.MultipleChoiceField):
    """The slugs of topics; what cannot be one is dropped."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value) -> list[str]:
        slugs = filter(SLUG.fullmatch, super().to_python(value))
        return list(dict.fromkeys(slugs))[:MOST_TOPICS]

    def valid_value(self, value: str) -> bool:
        """Take any slug: whether there is such a topic is asked of the database."""
        return True


class FilterForm(forms.Form):
    """Cleans what the query says, and shows what can be chosen."""

    topic = TopicsField(required=False, label=_("Topics"))
    expert = forms.CharField(
        required=False,
        validators=[MaxLengthValidator(LONGEST_SLUG)],  # a maximum of the field is no HTML here
        label=_("Answered by"),
        widget=forms.Select,
    )
    year = forms.IntegerField(
        required=False,
        min_value=date.min.year,
        max_value=date.max.year,
        label=_("Updated in"),
        widget=forms.Select,
    )
    sort = forms.ChoiceField(
        required=False,
        label=_("Show first"),
        choices=[("", _("Newest")), (DISCUSSED, _("Most discussed"))],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", auto_id="filter_%s", **kwargs)


@dataclass(frozen=True)
class Filters:
    """What a reader chose. What the query says and the site does not know is left out.

    :param year: of the last substantive edit
    """

    topics: tuple[Topic, ...] = ()
    expert: ExpertPage | None = None
    year: int | None = None
    sort: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Filters":
        """Return what *query* chooses; nothing in it raises an error."""
        form = FilterForm(query)
        form.is_valid()
        chosen = form.cleaned_data
        topics = Topic.objects.filter(slug__in=chosen.get("topic") or ())
        slug = chosen.get("expert")
        return cls(
            topics=tuple(topics),
            expert=_known(slug) if slug else None,
            year=chosen.get("year"),
            sort=chosen.get("sort", ""),
        )

    def __len__(self) -> int:
        return len(self.topics) + bool(self.expert) + bool(self.year)

    def __bool__(self) -> bool:
        return len(self) > 0

    def query(self) -> str:
        """Return the choice as the query of an address, with its question mark, "" for none."""
        query = QueryDict(mutable=True)
        if self.topics:
            query.setlist("topic", [topic.slug for topic in self.topics])
        if self.expert:
            query["expert"] = self.expert.slug
        if self.year:
            query["year"] = str(self.year)
        if self.sort:
            query["sort"] = self.sort
        return f"?{query.urlencode()}" if query else ""

    def chosen(self) -> list[tuple[str, str]]:
        """Return what was chosen, each with the query that the list has without it."""
        found = [
            (topic.name, replace(self, topics=tuple(one for one in self.topics if one != topic)))
            for topic in self.topics
        ]
        if self.expert:
            found.append((self.expert.title, replace(self, expert=None)))
        if self.year:
            found.append((str(self.year), replace(self, year=None)))
        return [(name, without.query()) for name, without in found]

    def apply(self, answers: QAPageQuerySet) -> QAPageQuerySet:
        """Return those of *answers* to which all that was chosen applies."""
        for topic in self.topics:
            answers = answers.filter(pk__in=_filed_under(topic))
        if self.expert:
            # A profile and its translations have one slug, and are of one expert.
            answers = answers.filter(expert__translation_key=self.expert.translation_key)
        return answers.filter(updated_on__year=self.year) if self.year else answers


def _known(slug: str) -> ExpertPage | None:
    """Return the expert whom readers know: by a profile or by an answer that anybody may read."""
    answered = QAPage.objects.published().filter(expert=OuterRef("pk"))
    profiles = ExpertPage.objects.published().filter(pk=OuterRef("pk"))
    experts = ExpertPage.objects.filter(Exists(answered) | Exists(profiles), slug=slug)
    return experts.order_by("pk").first()


def _filed_under(topic: Topic):
    return FilingUnder.objects.filter(topic=topic).values("qapage_id")


@dataclass(frozen=True)
class Option:
    """Something that can be chosen, and how many answers it leaves."""

    value: str | int
    name: str | int
    number: int

    def as_choice(self) -> tuple[str | int, str]:
        return self.value, f"{self.name} ({self.number})"


class Facets:
    """How many answers each choice would leave.

    A topic is counted among the answers that are shown, for a further topic narrows the list down;
    an expert or a year among those without it, for another one takes its place. These two are
    counted together, for each goes through all the answers there are.
    """

    def __init__(self, section: Page, answers: QAPageQuerySet, filters: Filters) -> None:
        """*answers* are all that are published below *section*."""
        self.filters = filters
        if filters:
            topics = Topic.objects.with_answers(filters.apply(answers))
        else:
            topics = topics_below(section)
        self.topics = [Option(one.slug, one.name, one.number) for one in topics]
        if filters.topics:
            on_topics = replace(filters, expert=None, year=None).apply(answers)
            counts = _Counts(_by_expert_and_year(on_topics))
        else:
            counts = _Counts(by_expert_and_year(section))
        self.experts = counts.of_experts(filters.year)
        self.years = counts.of_years(filters.expert)

    def total(self) -> int:
        """Return how many answers are shown, on all pages of the list."""
        chosen = self.filters.year
        return sum(year.number for year in self.years if chosen in {None, year.value})

    def form(self) -> FilterForm:
        """Return the form with what can be chosen; nothing in it leads to an empty list."""
        chosen = self.filters
        slugs = [topic.slug for topic in chosen.topics]
        form = FilterForm(
            initial={
                "topic": slugs,
                "expert": chosen.expert.slug if chosen.expert else "",
                "year": chosen.year or "",
                "sort": chosen.sort,
            }
        )
        topics = [Option(topic.slug, topic.name, 0) for topic in chosen.topics]
        experts = [Option(chosen.expert.slug, chosen.expert.title, 0)] if chosen.expert else []
        years = [Option(chosen.year, chosen.year, 0)] if chosen.year else []
        offered = _with_chosen(self.topics, topics)
        # What is chosen first, then what most answers are about.
        offered.sort(key=lambda one: (one.value not in slugs, -one.number))
        form.fields["topic"].choices = [one.as_choice() for one in offered]
        form.fields["expert"].widget.choices = [
            ("", _("Any expert")),
            *(one.as_choice() for one in _with_chosen(self.experts, experts)),
        ]
        form.fields["year"].widget.choices = [
            ("", _("Any year")),
            *(one.as_choice() for one in _with_chosen(self.years, years)),
        ]
        return form


def _with_chosen(options: list[Option], chosen: list[Option]) -> list[Option]:
    """Return *options*, and of what is *chosen* what no answer is left for."""
    values = {option.value for option in options}
    return [*options, *(option for option in chosen if option.value not in values)]


def _by_expert_and_year(answers: QAPageQuerySet) -> list[tuple[int | None, int, int]]:
    # As text, for SQLite would call Python for the year of every answer.
    year = Substr(Cast("updated_on", CharField()), 1, 4)
    rows = answers.order_by().annotate(year=year).values_list("expert_id", "year")
    return [(pk, int(year), number) for pk, year, number in rows.annotate(Count("pk"))]


class _Counts:
    """The numbers of answers by expert and year."""

    def __init__(self, rows: list[tuple[int | None, int, int]]) -> None:
        """*rows* hold the key of an expert, a year and a number."""
        self.rows = rows
        experts = ExpertPage.objects.filter(pk__in={pk for pk, _year, _number in self.rows if pk})
        keys = ("pk", "translation_key", "slug", "title")
        self.experts = list(experts.order_by("title", "pk").values_list(*keys))

    def of_experts(self, year: int | None) -> list[Option]:
        """Return the experts and how many answers of *year* each has; None means of all years."""
        numbers: Counter[int] = Counter()
        for pk, own, number in self.rows:
            numbers[pk] += number if year in {None, own} else 0
        return [
            Option(slug, title, numbers[pk])
            for pk, _key, slug, title in self.experts
            if numbers[pk]
        ]

    def of_years(self, expert: ExpertPage | None) -> list[Option]:
        """Return the years and how many answers of *expert* each has; None means of everybody."""
        # A profile and its translations are of one expert.
        own = {pk for pk, key, *_names in self.experts if expert and key == expert.translation_key}
        years: Counter[int] = Counter()
        for pk, year, number in self.rows:
            years[year] += number if expert is None or pk in own else 0
        return [
            Option(year, year, years[year]) for year in sorted(years, reverse=True) if years[year]
        ]
