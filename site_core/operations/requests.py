"""Each request gets an id, a line in the log, and a place in the metrics."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from site_core.foundation.client import is_behind_trusted_proxy

from . import context

ID_HEADER = "X-Request-ID"
# 32 hex digits from nginx, a UUID from most others. Nothing that could break a line or hide an
# address in it.
WELL_FORMED_ID = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())

logger = logging.getLogger(__name__)

seconds = Histogram(
    "site_request_seconds",
    "Time from the first middleware to the finished answer, by route.",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
answers = Counter(
    "site_requests",
    "Requests that were answered, by route, method and HTTP status.",
    ["route", "method", "status"],
)


def watch_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: log and measure every request, and say its id in X-Request-ID.

    The line holds nothing of a reader: no path, which may hold a key, no query and no address.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = id_of(request)
        context.request_id.set(request_id)
        response = get_response(request)
        # Again: the preview of a page is a request within a request. And not taken back: Django
        # logs some answers outside of all middleware.
        context.request_id.set(request_id)
        response[ID_HEADER] = request_id
        _note(request, response.status_code, time.perf_counter() - started)
        return response

    return middleware


def id_of(request: HttpRequest) -> str:
    """Return the id that a trusted proxy gave the request, or a new one: 16 to 64 characters."""
    given = request.headers.get(ID_HEADER, "")
    if WELL_FORMED_ID.fullmatch(given) and is_behind_trusted_proxy(request):
        return given
    return uuid.uuid4().hex


def route_of(request: HttpRequest) -> str:
    """Return what kind of address was asked for; there are as many as the code has names for.

    "qa.QAPage" for a page, "qa.QAPage:write_comment" for a route below it, otherwise the name of
    the URL pattern. "static" for a static file, "none" for what no pattern fits and for what was
    answered before one was looked for, such as a redirect to HTTPS.
    """
    match = request.resolver_match
    if match is None:
        return "static" if request.path_info.startswith(settings.STATIC_URL) else "none"
    if match.view_name != "wagtail_serve":
        return match.view_name
    routed = getattr(request, "_wagtail_route_for_request", None)
    if routed is None:  # no such page
        return match.view_name
    label = routed.page._meta.label
    inner = getattr(request, "routable_resolver_match", None)
    return (
        label if inner is None or inner.url_name == "index_route" else f"{label}:{inner.url_name}"
    )


def _note(request: HttpRequest, status: int, duration: float) -> None:
    route = route_of(request)
    method = request.method if request.method in METHODS else "other"
    seconds.labels(route).observe(duration)
    answers.labels(route, method, status).inc()
    level = logging.DEBUG if route == "static" else logging.INFO
    answered = {
        "method": method,
        "route": route,
        "status": status,
        "duration_ms": round(duration * 1000, 1),
    }
    logger.log(
        level,
        "%(method)s %(route)s %(status)d in %(duration_ms)s ms",
        answered,
        extra={"answered": answered},
    )
