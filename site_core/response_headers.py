"""What browsers are told of every response, whoever made it, beside what Django itself says."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.middleware.http import ConditionalGetMiddleware

from .foundation.headers import is_public


def guard_responses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: say which features of a browser the site uses, and who may load what it sends.

    Other sites may show pictures, which feeds and cards are full of, and nothing else
    (``Cross-Origin-Resource-Policy``, Fetch standard).
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        is_picture = response.get("Content-Type", "").startswith("image/")
        readers = "cross-origin" if is_picture else "same-origin"
        response.setdefault("Cross-Origin-Resource-Policy", readers)
        return response

    return middleware


class TagPublic(ConditionalGetMiddleware):
    """Tells who asks again that a public page is as it was, where no page is kept.

    The page cache gives what it keeps tags of its own, and needs the whole page for that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.PAGE_CACHE:
            raise MiddlewareNotUsed
        super().__init__(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not is_public(response.get("Cache-Control", "")):
            return response
        return super().process_response(request, response)
