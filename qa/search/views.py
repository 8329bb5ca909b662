"""The page of results, and suggestions for the search box. Nothing is kept of what is asked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qa.models import Topic

from .asked import Asked, Kind, read
from .facets import facets
from .outcome import Outcome, promoted, search
from .ranking import MOST
from .shown import Result, show, topics
from .suggestions import suggest

A_PAGE = 10  # results
MOST_TOPICS = 50  # offered where nothing is found
A_GROUP = 3  # results of each kind but answers on the first page
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,2}")


@dataclass(frozen=True)
class Group:
    """The results of one kind."""

    kind: str
    label: str
    number: int
    query: str  # leads to all of them
    results: list[Result]

    @property
    def has_more(self) -> bool:
        return self.number > len(self.results)

    @property
    def is_cut(self) -> bool:
        """Whether there may be more than were looked at."""
        return self.number >= MOST


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what ``?q=`` finds; raise Http404 for a page of results that is not there."""
    asked = read(request.GET)
    outcome = search(asked)
    page = _page(request.GET.get("page", "1"), outcome, asked)
    words = outcome.wanted.words if outcome.wanted else []
    context = {
        "asked": asked,
        "outcome": outcome,
        "pages": page,
        "query": asked.query(),
        "results": show(asked.kind or Kind.ANSWERS, list(page), words),
        "groups": list(_groups(outcome, asked, words)) if page.number == 1 else [],
        "kinds": [_group(kind, outcome, asked, [], 0) for kind in Kind if outcome.found.keys],
        "everything": asked.query(kind=""),
        "facets": facets(asked, outcome.found),
        "promoted": promoted(asked) if asked.text and page.number == 1 else [],
        "loose": len(outcome.found.keys.get(Kind.ANSWERS, [])) - outcome.found.exact,
    }
    if outcome.found.is_empty:
        context["topics"] = _all_topics()
    response = render(request, "search/results.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Send what ``?q=``, half typed, may become."""
    response = JsonResponse({"suggestions": suggest(read(request.GET).text)})
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(number: str, outcome: Outcome, asked: Asked) -> Page:
    paginator = Paginator(outcome.found.keys.get(asked.kind or Kind.ANSWERS, []), A_PAGE)
    if not PAGE_NUMBER.fullmatch(number) or int(number) > paginator.num_pages:
        raise Http404("There are fewer results.")
    return paginator.page(number)


def _groups(outcome: Outcome, asked: Asked, words: list[str]) -> Iterator[Group]:
    """Yield a few of each kind that stands beside the answers, if all kinds are wanted."""
    for kind in Kind:
        if not asked.kind and kind != Kind.ANSWERS and outcome.found.keys.get(kind):
            yield _group(kind, outcome, asked, words, A_GROUP)


def _group(kind: Kind, outcome: Outcome, asked: Asked, words: list[str], shown: int) -> Group:
    keys = outcome.found.keys.get(kind, [])
    found = show(kind, keys[:shown], words) if shown else []
    return Group(kind, kind.label, len(keys), asked.query(kind=kind.value), found)


def _all_topics() -> list[Result]:
    return topics(list(Topic.objects.values_list("pk", flat=True)[:MOST_TOPICS]), [])
