"""The site that a request is for, with its home page."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from .kept import is_keeping, kept


def site_at_hand(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: let Wagtail find the site of a request without a query, where pieces are kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_keeping():
            # Each page has this home page at hand, and none but the home page shows its text.
            make = partial(_site_of, request)
            found = kept("site", request.get_port(), make=make, alone=True, silent=True)
            request._wagtail_site = found  # where Site.find_for_request() looks first
        return get_response(request)

    return middleware


def _site_of(request: HttpRequest) -> Site | None:
    site = Site.find_for_request(request)
    if site is not None:
        site.root_page.localized.specific  # noqa: B018 - it is remembered with the site
    return site
