"""What browsers are told of every response, whoever made it, beside what Django itself says."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


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
