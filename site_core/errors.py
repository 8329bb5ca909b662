"""What readers get when a request cannot be answered: a page of the site that says what to do.

None of these pages holds a form that needs a token. Django's own handlers prepare a CSRF token all
the same, for which they read the body once more; a body that cannot be read then ends as a 500
without a page.
"""

import logging
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from math import ceil

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import MiddlewareNotUsed, RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, UnreadablePostError
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import escape_leading_slashes
from django.utils.translation import gettext_lazy as _

from .disk import NO_ROOM
from .foundation.headers import keep_private

MAX_FIELDS_BACK = 20
MAX_CHARACTERS_BACK = 10_000  # a field
MAINTENANCE_SECONDS = 600  # after which a program may try again
OUTAGE_SECONDS = 60  # likewise
MAX_NAME = 60  # characters of a field's name
LABELS = {"detail": _("Your message"), "name": _("Your name"), "text": _("Your comment")}
# What a form sends beside what its reader typed, by name or by a part of the name.
MACHINE_FIELDS = {"action", "follow", "next", "reason", "reply_to", "sheet", "wanted", "website"}
PRIVATE_PARTS = ("challenge", "mail", "pass", "token")

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 413 to a body beyond DATA_UPLOAD_MAX_MEMORY_SIZE, 400 to whatever is malformed."""
    if isinstance(exception, RequestDataTooBig):
        context = {"longest": number_format(settings.COMMENT_MAX_LENGTH, force_grouping=True)}
        if request.path_info.startswith(reverse("wagtailadmin_home")):
            context = {"largest": filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)}
        return _page(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, context)
    return _page(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403, without the reason: it may say more than a stranger should know."""
    return _page(request, HTTPStatus.FORBIDDEN)


def page_not_found(
    request: HttpRequest, exception: Exception, context: dict | None = None
) -> HttpResponse:
    """Answer 404, or 410 for a withdrawn page; without the path, which may hold a token.

    The page has the frame of all others, or a plain one when the database does not answer.
    """
    gone = getattr(request, "is_gone", False)
    template = "410.html" if gone else "404.html"
    try:
        framed = {"frame": "base.html", "has_search_box": True, **(context or {})}
        response = _page(request, HTTPStatus.NOT_FOUND, framed, template=template)
    except DatabaseError:
        plain = {"frame": "errors/frame.html"}
        response = _page(request, HTTPStatus.NOT_FOUND, plain, template=template)
    response.is_gone = gone
    return response


def gone_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 410 for a withdrawn page that no redirect leads on from.

    Wagtail looks for redirects only where the answer is a 404, so it is one until here.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(response, "is_gone", False):
            response.status_code = HTTPStatus.GONE
        return response

    return middleware


def maintenance(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 503 to everything while the setting MAINTENANCE is on."""
    if not settings.MAINTENANCE:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        response = _page(request, HTTPStatus.SERVICE_UNAVAILABLE)
        response["Retry-After"] = str(MAINTENANCE_SECONDS)
        return response

    return middleware


def too_many_requests(request: HttpRequest, retry_after: int, message: str) -> HttpResponse:
    """Answer 429.

    :param retry_after: seconds until another try makes sense
    :param message: a plain sentence that says what there were too many of
    """
    minutes = max(1, ceil(retry_after / 60))
    context = {"message": message, "minutes": minutes}
    response = _page(request, HTTPStatus.TOO_MANY_REQUESTS, context)
    response["Retry-After"] = str(max(1, retry_after))
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while database or bucket do not answer, 507 where a disk is full, otherwise 500.

    The page needs neither the database nor the template of other pages, and gives back what was
    typed. Django calls this while it handles the error.
    """
    status = _status_of(sys.exception())
    context = {**_look(), "status": status.value, "is_form": request.method == "POST"}
    response = HttpResponse(render_to_string("500.html", context | _to_send_again(request)))
    response.status_code = status
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(OUTAGE_SECONDS)
    return keep_private(response)


def _status_of(error: BaseException | None) -> HTTPStatus:
    if isinstance(error, OperationalError | InterfaceError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return HTTPStatus.INSUFFICIENT_STORAGE
    of_bucket = sys.modules.get("botocore.exceptions")  # not there where nobody asked a bucket
    if of_bucket and isinstance(error, of_bucket.BotoCoreError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _to_send_again(request: HttpRequest) -> dict:
    """Return what the page for a failure gives back of a form, if it can be read."""
    try:
        return _given_back(request) if request.method == "POST" else {}
    except Exception:  # whatever failed before may fail here again
        logger.exception("What was typed could not be given back.")
        return {}


def method_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give a page to the 405 that Django and Wagtail answer without a word."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or response.content:
            return response
        context = {"wrong_method": True}
        page = _page(request, HTTPStatus.METHOD_NOT_ALLOWED, context, template="400.html")
        page["Allow"] = response["Allow"]
        return page

    return middleware


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or wrong, and give back what was typed in it.

    :raises SuspiciousOperation, MultiPartParserError: for a body that cannot be read, which Django
        answers with :func:`bad_request`
    """
    return _page(request, HTTPStatus.FORBIDDEN, _given_back(request), template="403_csrf.html")


def _given_back(request: HttpRequest) -> dict:
    """Return the address of a form, and what was typed in it outside of the admin."""
    of_staff = request.path.startswith((reverse("wagtailadmin_home"), reverse("mfa_index")))
    fields = [] if of_staff or not _was_sent_from_here(request) else list(_typed(request))
    address = escape_leading_slashes(request.get_full_path())  # "//host/" would leave the site
    return {"address": address, "fields": fields[:MAX_FIELDS_BACK]}


def _page(
    request: HttpRequest, status: HTTPStatus, context: dict | None = None, template: str = ""
) -> HttpResponse:
    template = template or f"{status.value}.html"
    context = {**_look(), **(context or {})}
    return keep_private(render(request, template, context, status=status))


def _look() -> dict[str, str]:
    """Return what makes a page look like the site's without asking the database."""
    try:
        stylesheet = staticfiles_storage.url("css/site.css")
    except Exception:  # whatever failed before may fail here again
        logger.exception("The stylesheet for the error page was not found.")
        stylesheet = ""
    return {"stylesheet": stylesheet, "site_name": settings.WAGTAIL_SITE_NAME}


def _was_sent_from_here(request: HttpRequest) -> bool:
    """Whether no other site can have made up the form.

    Otherwise any site could show a text of its own on a page of ours, as if the reader had
    typed it.
    """
    relation = request.headers.get("Sec-Fetch-Site")  # browsers send it to https and to localhost
    if relation is not None:
        return relation == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def _typed(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each field that a reader may have typed in."""
    try:
        sent = request.POST
    except UnreadablePostError:  # the browser hung up
        return
    for name, values in sent.lists():
        lower = name.lower()
        if lower in MACHINE_FIELDS or any(part in lower for part in PRIVATE_PARTS):
            continue
        label = LABELS.get(name) or name[:MAX_NAME].replace("_", " ").strip().capitalize()
        for value in values:
            if value.strip():
                yield label, value[:MAX_CHARACTERS_BACK]
