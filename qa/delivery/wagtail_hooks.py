from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from wagtail import hooks
from wagtail.models import Page

from site_core.foundation.headers import keep_publicly

INNERMOST = 1000  # what asks for a password stands before it, and is nobody else's


@hooks.register("on_serve_page", order=INNERMOST)
def pages_may_be_kept(serve: Callable) -> Callable:
    """Let what a page shows to everybody be kept, unless it says otherwise itself."""

    def keeping(page: Page, request: HttpRequest, args: list, kwargs: dict) -> HttpResponseBase:
        return keep_publicly(serve(page, request, args, kwargs))

    return keeping
