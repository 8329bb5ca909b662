"""What every page of the site shows: its menu, the way back, and the way through long lists."""

from dataclasses import dataclass
from typing import NamedTuple

from django import template
from django.conf import settings
from django.core.paginator import Page as ListPage
from django.http import HttpRequest
from django.template.base import FilterExpression, Parser, Token
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from site_core.foundation import languages
from site_core.foundation.kept import kept
from site_core.foundation.querysets import published

register = template.Library()

NUMBERS_AROUND = 2  # pages linked on each side of the one that is shown


@dataclass(frozen=True)
class PageLinks:
    """Addresses of the pages of a list; "" where there is no such page.

    :param first: "" also where it is the page shown or the previous one
    :param last: "" also where it is the page shown or the next one
    :param numbers: page numbers with their addresses, "" for a gap between them
    """

    first: str
    previous: str
    next: str
    last: str
    numbers: list[tuple[int | str, str]]


@dataclass(frozen=True)
class Translation:
    """A page in one language.

    :param address: absolute
    :param is_exact: whether what is shown is that page itself, and no part of it or list in it
    """

    language: str
    name: str
    address: str
    is_exact: bool


register.filter("translated", languages.translated)


class KeptNode(template.Node):
    """What stands between the tags, kept by :func:`~site_core.foundation.kept.kept`.

    Not where a part of the key is nothing: what is shown there is no page that others ask for.
    """

    def __init__(self, key: list[FilterExpression], name: str, nodelist: template.NodeList) -> None:
        self.key, self.name, self.nodelist = key, name, nodelist

    def render(self, context: template.Context) -> SafeString:
        key = [part.resolve(context, ignore_failures=True) for part in self.key]
        if None in key:
            made = self.nodelist.render(context)
        else:
            made = kept(*key, make=lambda: self.nodelist.render(context))
        if not self.name:
            return made
        context[self.name] = made
        return SafeString()


@register.tag("kept")
def kept_tag(parser: Parser, token: Token) -> KeptNode:
    """Keep what stands between ``{% kept KEY … [as NAME] %}`` and ``{% endkept %}``.

    With a name it is shown where ``{{ NAME }}`` stands, however early it is made.
    """
    _tag, *key = token.split_contents()
    name = key.pop() if "as" in key[-2:-1] else ""
    nodelist = parser.parse(["endkept"])
    parser.delete_first_token()
    compiled = [parser.compile_filter(part) for part in key if part != "as"]
    return KeptNode(compiled, name, nodelist)


class MenuItem(NamedTuple):
    """A page in the menu, by its key, its address and its title."""

    pk: int
    url: str
    title: str


@register.simple_tag(takes_context=True)
def menu_pages(context: dict) -> list[MenuItem]:
    """Return the published pages below the home page that are ticked for menus."""
    home = languages.home_of(context["request"])
    if home is None:
        return []

    def make() -> list[MenuItem]:
        pages = published(home.get_children().in_menu())
        return [MenuItem(page.pk, page.url, page.title) for page in pages]

    return kept("menu", home.pk, make=make, alone=True)


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
def translations(context: dict, page: Page | str) -> list[Translation]:
    """Return *page* in each language that it is published in, in the order of ``LANGUAGES``.

    None where there is only one, without a query if the whole site has only one, and for what is
    no page in the tree.
    """
    request: HttpRequest = context["request"]
    if len(languages.locales()) <= 1 or not getattr(page, "pk", None):
        return []
    same = published(Page.objects.filter(translation_key=page.translation_key))
    by_language = {languages.language_of(one): one for one in same}
    if len(by_language) <= 1:
        return []
    is_whole_page = request.get_full_path() == page.get_url(request)
    return [
        Translation(code, name, by_language[code].get_full_url(request), is_whole_page)
        for code, name in settings.LANGUAGES
        if code in by_language
    ]


@register.simple_tag(takes_context=True)
def page_links(context: dict, pages: ListPage, parameter: str = "page") -> PageLinks:
    """Return the links from one page of a list to the others; they keep the rest of the query.

    :param parameter: holds the number in the query. One other than "page" is also the id of the
        list, where its links lead to
    """
    request: HttpRequest = context["request"]
    last = pages.paginator.num_pages

    def address(number: int) -> str:
        query = request.GET.copy()
        query.pop(parameter, None)
        if number > 1:
            query[parameter] = str(number)
        asked = f"?{query.urlencode()}" if query else request.path
        return asked if parameter == "page" else f"{asked}#{parameter}"

    shown = pages.paginator.get_elided_page_range(
        pages.number, on_each_side=NUMBERS_AROUND, on_ends=1
    )
    return PageLinks(
        first=address(1) if pages.number - 1 > 1 else "",
        previous=address(pages.number - 1) if pages.has_previous() else "",
        next=address(pages.number + 1) if pages.has_next() else "",
        last=address(last) if pages.number + 1 < last else "",
        numbers=[(one, address(one) if isinstance(one, int) else "") for one in shown],
    )
