"""What the head of a page says to search engines and where it is shared (ogp.me)."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as _
from wagtail.images.shortcuts import get_rendition_or_not_found

from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage

from .cards import CARD_SIZE, card_address
from .view_of_page import View, published_on

ATOM = "application/atom+xml"
SOCIAL_IMAGE = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class SocialImage:
    url: str  # absolute
    width: int  # pixels, as is the height
    height: int
    alt: str


@dataclass(frozen=True)
class Article:
    published: date
    modified: date
    author: str  # address of the expert's profile, "" for none that readers may see
    tags: list[str]


@dataclass(frozen=True)
class Alternate:
    """A link to another form of a page, or to news of it."""

    type: str  # media type
    title: str
    address: str  # absolute


def kind_of(view: View) -> str:
    """Return the Open Graph type."""
    if isinstance(view.page, QAPage):
        return "website" if view.is_part_of_discussion else "article"
    return "profile" if isinstance(view.page, ExpertPage) else "website"


def article_of(view: View) -> Article | None:
    """Return what is said of an answer, None for other pages and for its discussion alone."""
    page = view.page
    if not isinstance(page, QAPage) or view.is_part_of_discussion:
        return None
    expert = page.expert
    author = expert.get_full_url(view.request) if expert and expert.live else ""
    tags = [topic.name for topic in page.topic_list]
    return Article(published_on(page), page.updated_on, author, tags)


def social_image_of(view: View) -> SocialImage | None:
    """Return the page's own picture, or the card of an answer, or the picture of the site."""
    image = view.page.social_image
    if image is None and isinstance(view.page, QAPage):
        words = _("“%(title)s”, a question answered on %(site)s")
        alt = words % {"title": view.page.title, "site": view.settings.site_name}
        return SocialImage(
            card_address(view.page, view.page_address, view.settings), *CARD_SIZE, alt
        )
    image = image or view.settings.social_image
    if image is None:
        return None
    made = get_rendition_or_not_found(image, SOCIAL_IMAGE)
    return SocialImage(made.full_url, made.width, made.height, image.default_alt_text)


def alternates_of(view: View) -> list[Alternate]:
    """Return the same in other forms, and what tells of news here, the nearest first."""
    found = []
    if isinstance(view.page, QAPage):
        found += _forms_of_answer(view)
    if view.discussion or view.conversation:
        title = _("Comments on “%(title)s”") % {"title": view.page.title}
        found.append(Alternate(ATOM, title, f"{view.page_address}feed/"))
    if isinstance(view.page, QAIndexPage):
        title = _("Latest answers – %(title)s") % {"title": view.title}
        found.append(Alternate(ATOM, title, f"{view.list_address}feed/"))
    found.append(Alternate(ATOM, _("Latest answers"), view.root + reverse("answers_feed")))
    found.append(Alternate(ATOM, _("Latest comments"), view.root + reverse("comments_feed")))
    return found


def _forms_of_answer(view: View) -> list[Alternate]:
    address, title = view.page_address, view.page.title
    return [
        Alternate("text/markdown", title, f"{address}index.md"),
        Alternate("application/json+oembed", title, oembed_address(address, view.root, "json")),
        Alternate("text/xml+oembed", title, oembed_address(address, view.root, "xml")),
    ]


def oembed_address(address: str, root: str, wanted: str) -> str:
    """Return where a program finds the oEmbed card of the answer at *address*."""
    return f"{root}{reverse('oembed')}?{urlencode({'url': address, 'format': wanted})}"


def locale() -> str:
    """Return the language as Open Graph writes it, such as ``en_GB``."""
    return to_locale(get_language() or "en-gb")
