"""An answer as one document, apart from the site: HTML with whole addresses, and Markdown."""

from urllib.parse import urljoin

from bs4 import BeautifulSoup
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe
from markdownify import ATX, MarkdownConverter

from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage
from site_core.foundation import shown
from site_core.foundation.headers import kept_publicly
from site_core.foundation.models import SiteSettings

from .finding import answer_at, answers_below, home_at, site_of
from .view_of_page import published_on

MARKDOWN = "text/markdown; charset=utf-8"
MOST_ANSWERS = 500  # that llms.txt lists; the newest ones
_FOR_LAYOUT = ("decoding", "loading", "sizes", "srcset")
_ADDRESSES = ("href", "src", "cite")
# Parts of blocks that only the site's own stylesheet sets apart.
_PLAIN_ELEMENTS = {
    ".callout": "blockquote",
    ".callout__title": "h6",
    ".key-points": "blockquote",
    ".key-points__title": "h6",
    "summary": "h6",
}
_ONLY_ON_THE_SITE = ".video > figcaption, .video img"


class _Converter(MarkdownConverter):
    """Writes what no heading of the answer is, but a title of its own, in bold."""

    def convert_h6(self, el, text: str, parent_tags) -> str:
        return f"\n\n**{text.strip()}**\n\n"

    def convert_img(self, el, text: str, parent_tags) -> str:
        el["alt"] = self.escape(el.get("alt", ""), parent_tags)
        return super().convert_img(el, text, parent_tags)


def with_whole_addresses(html: str, root: str) -> str:
    """Return *html* so that its links work anywhere; *root* is the address of the site."""
    return str(_whole(html, root))


def to_markdown(html: str, root: str) -> str:
    """Return *html* as Markdown; what would read as a mark of its own is escaped."""
    soup = _whole(html, root)
    for useless in soup.select(_ONLY_ON_THE_SITE):
        useless.decompose()
    for author in soup.select(".reference__author"):
        author.string = f"{author.text.rstrip('.')}."  # the page sets it apart by its looks
    for selector, name in _PLAIN_ELEMENTS.items():
        for element in soup.select(selector):
            element.name = name
    converter = _Converter(
        heading_style=ATX,
        bullets="-",
        escape_misc=True,
        sup_symbol="<sup>",
        sub_symbol="<sub>",
    )
    return converter.convert_soup(soup).strip() + "\n"


def answer_document(answer: QAPage, request: HttpRequest) -> str:
    """Return the whole answer, from its title to the disclaimer, as HTML."""
    context = {
        "page": answer,
        "address": answer.get_full_url(request),
        "published": published_on(answer),
        "disclaimer": SiteSettings.for_request(request).disclaimer,
    }
    return render_to_string("syndication/answer.html", context)


@require_safe
@kept_publicly
def answer_markdown(request: HttpRequest, section: str, answer_slug: str) -> HttpResponse:
    """Send a published answer as Markdown (RFC 7763)."""
    answer = answer_at(request, section, answer_slug)
    text = to_markdown(answer_document(answer, request), site_of(request).root_url)
    return _not_listed(HttpResponse(text, content_type=MARKDOWN))


@require_safe
@kept_publicly
def llms_txt(request: HttpRequest) -> HttpResponse:
    """Send what the site is and where its answers are as Markdown (llmstxt.org)."""
    site, home = site_of(request), home_at(request)
    shown.note(shown.EXPERTS, shown.MAPS)
    sections = QAIndexPage.objects.child_of(home).published().filter(alias_of=None)
    answers = answers_below(home).only_titles("search_description").newest_first()
    context = {
        "settings": SiteSettings.for_request(request),
        "root": site.root_url,
        "answers": answers[:MOST_ANSWERS],
        "sections": sections,
        "experts": ExpertPage.objects.descendant_of(home).published().order_by("title"),
    }
    html = render_to_string("syndication/llms.html", context)
    text = to_markdown(html, site.root_url)
    return _not_listed(HttpResponse(text, content_type="text/plain; charset=utf-8"))


def _whole(html: str, root: str) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    for source in soup.find_all("source"):  # the picture itself is what every program knows
        source.decompose()
    for picture in soup.find_all("img"):
        for name in _FOR_LAYOUT:
            picture.attrs.pop(name, None)
    for element in soup.find_all(lambda tag: any(name in tag.attrs for name in _ADDRESSES)):
        for name in _ADDRESSES:
            if name in element.attrs:
                element[name] = _whole_address(element[name], root)
    return soup


def _whole_address(address: str, root: str) -> str:
    """Return *address* with the site in front; brackets would end a link of Markdown."""
    whole = urljoin(f"{root}/", address) if address.startswith("/") else address
    return whole.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _not_listed(response: HttpResponse) -> HttpResponse:
    """Keep the same text from being found twice: search engines list the page."""
    response["X-Robots-Tag"] = "noindex"
    return response
