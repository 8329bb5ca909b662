"""What load balancers and supervisors ask: is the process alive, may it get readers?

Answered before every other middleware: they ask by IP address and without HTTPS, while the site is
in maintenance, and when the database is gone.
"""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from site_core.foundation.headers import keep_private

from .context import request_id
from .readiness import ESSENTIAL, Found, findings

logger = logging.getLogger(__name__)


def answer_probes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer /healthz and /readyz."""

    def middleware(request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        if probe is None:
            return get_response(request)
        request_id.set("")  # not the one of the request before
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return keep_private(probe(request))

    return middleware


def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200: the process takes requests. A supervisor restarts one that does not."""
    return JsonResponse({"status": "ok"})


class Readiness:
    """Answers 503 to /readyz while no page can be made, otherwise 200, and logs each change.

    The body says what was found, never why: ``{"status": "ready", "checks": {"cache": "ok", …}}``.
    The status is "ready"; "degraded" if something failed without which the site goes on;
    "unready"; or "maintenance", where 200 keeps the page that says so in reach of readers.
    """

    def __init__(self) -> None:
        self.failing: list[str] = []

    def __call__(self, request: HttpRequest) -> HttpResponse:
        checks = findings()
        failing = [name for name, found in checks.items() if found is not Found.OK]
        self._log(failing)
        if settings.MAINTENANCE:
            status = "maintenance"
        elif any(name in ESSENTIAL for name in failing):
            status = "unready"
        else:
            status = "degraded" if failing else "ready"
        code = HTTPStatus.SERVICE_UNAVAILABLE if status == "unready" else HTTPStatus.OK
        response = JsonResponse({"status": status, "checks": checks}, status=code)
        # Django would log each 503 as an error; what changes is logged here, once.
        response._has_been_logged = True
        return response

    def _log(self, failing: list[str]) -> None:
        if failing == self.failing:
            return
        self.failing = failing
        if failing:
            logger.warning("These checks fail: %s.", ", ".join(failing))
        else:
            logger.warning("No check fails any more.")


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": Readiness(),
}
