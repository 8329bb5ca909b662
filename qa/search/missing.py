"""What a reader may have meant whose address leads to no page."""

import re
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from site_core import errors

from .asked import Asked, Kind
from .outcome import search
from .shown import Result, show
from .words import clean_query

MOST_NEAR = 3
_SLUG = re.compile(r"[\w-]{4,120}")  # what pages are called; not files, and no signed tokens
_A_WORD = re.compile(r"[^\W\d_]{4,}")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404 or 410 with a search box and the answers whose titles come near the address."""
    near = SimpleLazyObject(lambda: near_matches(request.path_info))
    return errors.page_not_found(request, exception, {"near": near})


def near_matches(path: str) -> list[Result]:
    """Return at most three published answers that the last part of *path* may have meant."""
    slug = unquote(path).rstrip("/").rpartition("/")[2]
    if not _SLUG.fullmatch(slug) or not _A_WORD.search(slug):
        return []
    words = clean_query(slug.replace("-", " ").replace("_", " "))
    found = search(Asked(text=words)).found.keys.get(Kind.ANSWERS, [])
    return show(Kind.ANSWERS, found[:MOST_NEAR], [])
