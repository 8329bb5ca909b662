"""Cookies of strangers: what no browser of ours sends is not even read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

LONGEST_HEADER = 8190  # bytes, what Apache and gunicorn let pass; the site's own cookies take 300


def ignore_endless_cookies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: take a longer Cookie header for none at all.

    Python before 3.11.10 and 3.12.6 takes the square of its length to read one (CVE-2024-7592): a
    minute for 200 KB.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("HTTP_COOKIE", "")) > LONGEST_HEADER:
            del request.META["HTTP_COOKIE"]
        return get_response(request)

    return middleware
