"""What another site shows in place of a bare link to an answer (oEmbed 1.0, oembed.com)."""

import re
from functools import partial
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import get_language_from_path as _language_of
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from qa.models import QAPage
from site_core.foundation.atom import xml_text
from site_core.foundation.headers import kept_publicly
from site_core.foundation.models import SiteSettings

from .finding import answer_at, site_of
from .head import social_image_of
from .view_of_page import View

CACHE_AGE = 24 * 60 * 60  # seconds
FORMATS = ("json", "xml")
MOST_PIXELS = 100_000
LONGEST_ADDRESS = 2_000  # characters
# An answer, its Markdown left out; a part of its discussion stands for the whole.
_ANSWER_PATH = re.compile(r"(?:/[a-z-]{2,7})??/([^/]+)/([^/]+)/(?:comments/[\w/]*)?")


class _Request(forms.Form):
    url = forms.CharField(max_length=LONGEST_ADDRESS)
    format = forms.CharField(max_length=20, required=False)
    maxwidth = forms.IntegerField(min_value=1, max_value=MOST_PIXELS, required=False)
    maxheight = forms.IntegerField(min_value=1, max_value=MOST_PIXELS, required=False)


@require_safe
@partial(kept_publicly, can_be_purged=False)
def oembed(request: HttpRequest) -> HttpResponse:
    """Send what is known of the answer at ``url``; nothing is fetched to find it.

    404 where no published answer of this site stands there, 501 for a format that is not known, as
    the standard has it; 400 for what makes no sense.
    """
    asked = _Request(request.GET)
    if not asked.is_valid():
        return _plain(400, _("Give url, and maxwidth and maxheight as whole numbers."))
    wanted = asked.cleaned_data["format"] or "json"
    if wanted not in FORMATS:
        return _plain(501, _("This format is not known: use json or xml."))
    try:
        answer = _answer_of(request, asked.cleaned_data["url"])
    except Http404:
        return _plain(404, _("No published answer stands at this address."))
    said = _card_of(request, answer, asked.cleaned_data)
    response = JsonResponse(said) if wanted == "json" else _xml(said)
    return _open(response)


def _answer_of(request: HttpRequest, address: str) -> QAPage:
    try:
        parts = urlsplit(address)
    except ValueError as error:  # such as an unfinished [IPv6] host
        raise Http404("This is no address.") from error
    found = _ANSWER_PATH.fullmatch(unquote(parts.path))
    if parts.scheme not in {"http", "https"} or parts.hostname not in _hosts(request) or not found:
        raise Http404("This is no address of an answer.")
    with translation.override(_language_of(parts.path) or translation.get_language()):
        return answer_at(request, *found.groups())


def _hosts(request: HttpRequest) -> set[str | None]:
    site: Site = site_of(request)
    return {urlsplit(site.root_url).hostname, urlsplit(f"//{request.get_host()}").hostname}


def _card_of(request: HttpRequest, answer: QAPage, asked: dict) -> dict:
    site, settings = site_of(request), SiteSettings.for_request(request)
    image = social_image_of(View(request=request, site=site, page=answer, settings=settings))
    said = {
        "type": "link",
        "version": "1.0",
        "title": answer.title,
        "provider_name": settings.site_name,
        "provider_url": f"{site.root_url}/",
        "cache_age": CACHE_AGE,
    }
    if answer.expert:
        said["author_name"] = answer.expert.title
        if answer.expert.live:
            said["author_url"] = answer.expert.get_full_url(request)
    if _fits(image.width, asked["maxwidth"]) and _fits(image.height, asked["maxheight"]):
        said["thumbnail_url"] = image.url
        said["thumbnail_width"], said["thumbnail_height"] = image.width, image.height
    return said


def _fits(size: int, most: int | None) -> bool:
    return most is None or size <= most


def _xml(said: dict) -> HttpResponse:
    root = ET.Element("oembed")
    for name, value in said.items():
        ET.SubElement(root, name).text = xml_text(str(value))
    text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _plain(status: int, sentence: str) -> HttpResponse:
    return _open(HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8"))


def _open(response: HttpResponse) -> HttpResponse:
    """Let scripts of any site read it; nothing in it is for one reader."""
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Robots-Tag"] = "noindex"
    return response
