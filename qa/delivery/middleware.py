"""Says of each answer who may keep it. What does not say itself that anybody may, nobody may."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware

from site_core.foundation.headers import NOT_KEPT, is_public, kept_at_most

JUST_WROTE = "just_wrote"  # a cookie of those who are to see at once what they wrote
SOON = 60  # seconds


def who_may_keep(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: see that only what is the same for everybody is said to be."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        control = response.get("Cache-Control", "")
        if is_public(control):
            if _is_for_one(request, response):
                response["Cache-Control"] = NOT_KEPT
            elif request.META.get("QUERY_STRING"):
                # Nobody could name all queries that an address was ever asked for with.
                response["Cache-Control"] = kept_at_most(0, control)
        elif not response.has_header("Cache-Control"):
            response["Cache-Control"] = NOT_KEPT
        if request.method == "POST" and response.status_code < 400:  # noqa: PLR2004 - no error
            response.set_cookie(
                JUST_WROTE,
                "1",
                max_age=SOON,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def _is_for_one(request: HttpRequest, response: HttpResponse) -> bool:
    varies = "cookie" in response.get("Vary", "").lower()
    return varies or bool(response.cookies) or settings.SESSION_COOKIE_NAME in request.COOKIES


class CompressPrivate(GZipMiddleware):
    """Compresses what is made for one reader; what is kept for all is compressed once, there."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if settings.PAGE_CACHE and is_public(response.get("Cache-Control", "")):
            return response
        return super().process_response(request, response)
