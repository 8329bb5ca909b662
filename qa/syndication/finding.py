"""Which answers and sections other programs get: those that anybody may read."""

from django.http import Http404, HttpRequest
from wagtail.models import Page, Site

from qa.models import QAIndexPage, QAPage
from qa.querysets import QAPageQuerySet
from site_core.foundation import shown
from site_core.foundation.languages import home_of


def site_of(request: HttpRequest) -> Site:
    """Return the site that is asked.

    :raises Http404: where there is none
    """
    site = Site.find_for_request(request)
    if site is None:
        raise Http404("There is no site here.")
    return site


def home_at(request: HttpRequest) -> Page:
    """Return the home page in the language of the address that is asked.

    :raises Http404: where there is no site
    """
    home = home_of(request)
    if home is None:
        raise Http404("There is no site here.")
    return home


def answers_below(home: Page) -> QAPageQuerySet:
    """Return the published answers below *home*; an alias shows another page's, and is left out."""
    shown.note(shown.ANSWERS)
    return QAPage.objects.descendant_of(home).published().filter(alias_of=None)


def answer_at(request: HttpRequest, section: str, slug: str) -> QAPage:
    """Return the published answer *slug* of a section, with its expert, by one query.

    :raises Http404: where anybody else would find none
    """
    home = home_at(request)
    place = f"{home.url_path}{section}/{slug}/"
    found = answers_below(home).filter(slug=slug, url_path=place) if _is_text(place) else None
    answer = found.select_related("expert").first() if found else None
    if answer is None:
        raise Http404("There is no such answer.")
    return answer


def section_at(request: HttpRequest, slug: str) -> QAIndexPage:
    """Return the published section *slug*.

    :raises Http404: where anybody else would find none
    """
    sections = QAIndexPage.objects.child_of(home_at(request)).published()
    section = sections.filter(slug=slug, alias_of=None).first() if _is_text(slug) else None
    if section is None:
        raise Http404("There is no such section.")
    return section


def _is_text(text: str) -> bool:
    """Whether a database can compare with it: PostgreSQL refuses NULs."""
    return "\0" not in text
