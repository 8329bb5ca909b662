"""The addresses of the site, and some that fail, for tests of what readers see then."""

from errno import ENOSPC

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from site_core.errors import too_many_requests
from site_core.urls import (  # noqa: F401 - Django finds the handlers here
    handler400,
    handler403,
    handler404,
    handler500,
    urlpatterns,
)


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("a reason that is nobody's business")


def failing(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake")


def without_database(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


def without_room(request: HttpRequest) -> HttpResponse:
    raise OSError(ENOSPC, "No space left on device")


def busy(request: HttpRequest) -> HttpResponse:
    seconds = int(request.GET["seconds"])
    return too_many_requests(request, seconds, "Many <comments> came at once.")


urlpatterns = [
    path("forbidden/", forbidden),
    path("failing/", failing),
    path("busy/", busy),
    path("without-database/", without_database),
    path("without-room/", without_room),
    *urlpatterns,
]
