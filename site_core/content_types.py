"""What a request says it consists of, cut down to what the site makes use of."""

import re
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse

# As Django accepts it for the parts of a form (RFC 2046, section 5.1.1, has 70).
_BOUNDARY = re.compile(r';\s*boundary=("[ -!#-~]{1,200}"|[!#-:<-~]{1,200})(?=\s*(?:;|$))', re.I)

Application = Callable[..., Iterable[bytes]]


def plain_content_type(header: str) -> str:
    """Return a Content-Type with its boundary at most; forms and queries are UTF-8 here.

    Django decodes the address and the form with any "charset" Python knows, such as base64, and
    fails before it can answer: the stranger gets an empty 500. So do parameters in the style of RFC
    2231 (charset*=…).
    """
    media_type = header.partition(";")[0].strip()
    boundary = _BOUNDARY.search(header)
    return f"{media_type}; boundary={boundary[1]}" if boundary else media_type


def with_plain_content_types(application: Application) -> Application:
    """Wrap a WSGI application, so that it sees plain Content-Types alone."""

    def wrapped(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if header := environ.get("CONTENT_TYPE"):
            environ["CONTENT_TYPE"] = plain_content_type(header)
        return application(environ, start_response)

    return wrapped


def refuse_odd_parts(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 400 to a form in parts whose own headers Python cannot put in order.

    Its mail parser stumbles over parameters of RFC 2231 that are numbered only in part.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        parse = request.parse_file_upload

        def parse_carefully(*args):
            try:
                return parse(*args)
            except TypeError as error:
                raise MultiPartParserError("A part has parameters without an order.") from error

        request.parse_file_upload = parse_carefully
        return get_response(request)

    return middleware


def refuse_large_bodies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 413 to a body that no form of ours can have, before any of it is read.

    Django keeps uploaded files of any size and number on disk, also those that no view asked for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        of_staff = request.path_info.startswith(reverse("wagtailadmin_home"))
        most = settings.LARGEST_UPLOAD if of_staff else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > most:
            raise RequestDataTooBig(f"More than {most} bytes.")
        return get_response(request)

    return middleware
