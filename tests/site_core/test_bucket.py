"""Uploads in a bucket, on a server that speaks as much of S3 as the site asks for."""

import re
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from botocore.exceptions import ReadTimeoutError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from storages.backends.s3 import S3Storage
from wagtail.images import get_image_model

from site_core.bucket import MediaBucket
from site_core.settings.environment import _s3_parser
from tests.factories import ImageFactory

PNG = b"\x89PNG\r\n\x1a\n"
UNCHANGED_SINCE = 1_700_000_000  # seconds of Unix time: when all of the bucket was written


class Bucket(BaseHTTPRequestHandler):
    """A server with one bucket. It tells less than S3: an error has its code only."""

    protocol_version = "HTTP/1.1"
    files: dict[str, bytes] = {}
    asked: list[tuple] = []

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._note()
        self.files[self.path] = body
        self._answer(200, b"")

    def do_DELETE(self) -> None:
        self._note()
        self.files.pop(self.path, None)
        self._answer(204, b"")

    def do_GET(self) -> None:
        self._note()
        if self.path in self.files:
            self._answer(200, self.files[self.path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    do_HEAD = do_GET  # noqa: N815 - as http.server names it

    def _note(self) -> None:
        self.asked.append((self.command, self.path, dict(self.headers)))

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(UNCHANGED_SINCE, usegmt=True))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def bucket(settings, monkeypatch) -> Iterator[type[Bucket]]:
    """The uploads are in a bucket, as S3_URL says it."""
    monkeypatch.setattr(Bucket, "files", {})
    monkeypatch.setattr(Bucket, "asked", [])
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    settings.STORAGES = uploads_at(settings, server.server_port)
    yield Bucket
    server.shutdown()
    server.server_close()


def uploads_at(settings, port: int) -> dict:
    url = f"s3+http://key:se%2Fcret@localhost:{port}/uploads?region=eu-west-2"
    uploads = {"BACKEND": "site_core.bucket.MediaBucket", "OPTIONS": _s3_parser(url)}
    return {**settings.STORAGES, "default": uploads}


def fetch(client, address: str, **headers: str):
    """Return the response, its content read to the end as a server would."""
    response = client.get(address, headers=headers)
    response.body = b"".join(response.streaming_content) if response.streaming else b""
    return response


@pytest.mark.django_db
def test_picture_is_kept_in_the_bucket_in_each_size_and_gone_with_all_of_them(
    bucket, client, django_capture_on_commit_callbacks
) -> None:
    picture = ImageFactory()
    sizes = [picture.file.url, picture.get_rendition("fill-30x20|format-webp").url]
    found = [fetch(client, url) for url in sizes]
    with django_capture_on_commit_callbacks(execute=True):
        get_image_model().objects.get().delete()
    assert [one.body[:4] for one in found] == [b"\xff\xd8\xff\xe0", b"RIFF"]
    assert bucket.files == {}


def test_the_bucket_is_asked_by_the_key_of_its_region_and_told_to_show_nobody(bucket) -> None:
    default_storage.save("images/a.png", ContentFile(PNG))
    command, path, headers = bucket.asked[-1]
    assert (command, path) == ("PUT", "/uploads/images/a.png")
    assert re.search(r"Credential=key/\d+/eu-west-2/s3/", headers["Authorization"])
    # Servers that are not S3 itself refuse what they do not know.
    assert not [
        name for name in headers if re.match("x-amz-(acl|checksum|trailer|sdk)", name.lower())
    ]
    assert bucket.files[path] == PNG


def test_second_file_of_a_name_takes_no_place(bucket) -> None:
    names = [default_storage.save("images/a.png", ContentFile(PNG)) for _ in range(2)]
    assert names[0] == "images/a.png"
    assert names[1] != names[0]


def test_picture_takes_one_request_of_the_bucket(bucket, client) -> None:
    bucket.files["/uploads/images/a.png"] = PNG
    response = fetch(client, "/media/images/a.png")
    assert (response.status_code, response["Content-Type"], response.body) == (
        200,
        "image/png",
        PNG,
    )
    assert response["Content-Length"] == str(len(PNG))
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert len(bucket.asked) == 1


def test_picture_in_the_bucket_that_did_not_change_is_not_sent_again(bucket, client) -> None:
    bucket.files["/uploads/images/a.png"] = PNG
    first = fetch(client, "/media/images/a.png")
    second = fetch(client, "/media/images/a.png", if_modified_since=first["Last-Modified"])
    assert (second.status_code, second["Cache-Control"]) == (304, "public, max-age=86400")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["images/b.png", "documents/a.png", "images/../documents/a.png"])
def test_what_is_no_picture_in_the_bucket_is_not_found(path: str, bucket, client) -> None:
    bucket.files["/uploads/documents/a.png"] = PNG
    assert fetch(client, f"/media/{path}").status_code == 404


def test_bucket_that_is_not_there_is_not_taken_for_a_missing_picture(settings, client) -> None:
    settings.STORAGES = uploads_at(settings, 9)
    client.raise_request_exception = False
    response = client.get("/media/images/a.png")
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_bucket_that_is_silent_is_not_taken_for_a_missing_picture(bucket, monkeypatch) -> None:
    def is_silent(*args, **kwargs) -> None:
        raise ReadTimeoutError(endpoint_url="http://127.0.0.1")

    monkeypatch.setattr(S3Storage, "_open", is_silent)
    with pytest.raises(Exception, match="establish a connection") as caught:
        default_storage.open("images/a.png")
    assert not isinstance(caught.value, OSError)


def test_silent_bucket_holds_a_process_for_some_seconds_only() -> None:
    config = MediaBucket(bucket_name="b").client_config
    attempts = config.retries["total_max_attempts"]
    assert attempts * (config.connect_timeout + config.read_timeout) < 30  # nginx waits no longer


def test_pictures_in_a_bucket_have_addresses_of_the_site() -> None:
    storage = MediaBucket(bucket_name="b", endpoint_url="https://s3.example.org")
    assert storage.url("images/ä b.png") == "/media/images/%C3%A4%20b.png"
