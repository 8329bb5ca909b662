"""Uploaded pictures, served by the process itself from a folder or from a closed bucket."""

import mimetypes
import posixpath
from http import HTTPStatus

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotModified,
)
from django.utils.http import http_date
from django.views.static import serve, was_modified_since

# Wagtail keeps uploads and the pictures it makes of them in these folders. Documents are not here:
# only Wagtail's own view, which checks who may see them, hands those out.
PICTURE_FOLDERS = ("images/", "original_images/")
PICTURE_TYPES = {"image/avif", "image/gif", "image/jpeg", "image/png", "image/webp"}
ONE_DAY = 24 * 60 * 60  # seconds

mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")


def serve_upload(request: HttpRequest, path: str) -> HttpResponseBase:
    """Return the picture at *path* below MEDIA_ROOT, or raise Http404 for anything else.

    Nothing that a browser could run is ever sent, whatever was uploaded: the type must be one of
    PICTURE_TYPES, sniffing is off and the response may load nothing.
    """
    path = posixpath.normpath(path)  # serve() does so too: "images/../documents/" is no picture
    content_type, encoding = mimetypes.guess_type(path)
    if not path.startswith(PICTURE_FOLDERS) or content_type not in PICTURE_TYPES or encoding:
        raise Http404("No such picture.")
    if isinstance(default_storage, FileSystemStorage):
        response = _from_folder(request, path)
    else:
        response = _from_bucket(request, path, content_type)
    response["Content-Security-Policy"] = settings.UPLOAD_CONTENT_SECURITY_POLICY
    response["X-Content-Type-Options"] = "nosniff"
    if response.status_code in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}:
        # No longer: a picture deleted and uploaded again may get the same name.
        response["Cache-Control"] = f"public, max-age={ONE_DAY}"
    return response


def _from_folder(request: HttpRequest, path: str) -> HttpResponseBase:
    try:
        return serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # a name longer than the file system knows
        raise Http404("No such picture.") from error


def _from_bucket(request: HttpRequest, path: str, content_type: str) -> HttpResponseBase:
    try:
        found = default_storage.ask_for(path)
    except FileNotFoundError as error:
        raise Http404("No such picture.") from error
    changed_at = found["LastModified"].timestamp()
    response: HttpResponseBase
    if was_modified_since(request.headers.get("If-Modified-Since"), changed_at):
        response = FileResponse(found["Body"], content_type=content_type)
        response["Content-Length"] = found["ContentLength"]
    else:
        found["Body"].close()
        response = HttpResponseNotModified()
    response["Last-Modified"] = http_date(changed_at)
    return response
