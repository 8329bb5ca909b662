"""What every page of the site shows: its menu and the way back."""

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

from site_core.foundation import languages
from site_core.foundation.querysets import published

register = template.Library()
register.filter("translated", languages.translated)


@register.simple_tag(takes_context=True)
def menu_pages(context: dict) -> list[Page]:
    """Return the published pages below the home page that are ticked for menus."""
    home = languages.home_of(context["request"])
    return list(published(home.get_children().in_menu())) if home else []


@register.simple_tag(takes_context=True)
def breadcrumb(context: dict, page: Page) -> list[Page]:
    """Return the pages above *page*, the home page first; none for a page not placed yet."""
    request: HttpRequest = context["request"]
    site = Site.find_for_request(request)
    above: list[Page] = []
    while site and page.path and page.depth > site.root_page.depth:
        page = page.get_parent()  # remembered from routing, so usually not a query
        above.insert(0, page)
    return above


@register.simple_tag(takes_context=True)
def absolute(context: dict, path: str | None) -> str:
    """Return *path* with the address of the site in front, "" for no path."""
    site = Site.find_for_request(context["request"])
    return f"{site.root_url}{path}" if site and path and path.startswith("/") else path or ""
