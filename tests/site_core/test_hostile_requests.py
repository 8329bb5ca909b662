"""Whatever is sent, the site answers with a page, never with a failure or without a word."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import QAIndexPageFactory, QAPageFactory

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=XX"
PATHS = ["/", "/ask/nerves/", "/ask/nerves/comment/", "/account/login/", "/no/such/page/"]
FILES = b"".join(
    b'--XX\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\nx\r\n'
    for _ in range(1000)
)
BODIES = {
    "broken UTF-8": (FORM, b"text=\xff\xfe%ff&%C3=1", {200, 403, 404, 405, 422}),
    # It is read as three replacement characters, which a comment may have.
    "a lone surrogate": (FORM, b"text=%ED%A0%80&name=%ED%A0%80", {200, 302, 403, 404, 405, 422}),
    "NUL": (FORM, b"text=a%00b&name=%00&email=%00&username=%00", {200, 403, 404, 405, 422}),
    "a field twice": (FORM, b"text=a&text=b", {200, 403, 404, 405, 422}),
    "5,000 fields": (FORM, b"f=1&" * 5000, {200, 403, 404, 405, 422}),
    "20,000 fields": (FORM, b"f=1&" * 20_000, {400}),
    "10 MB": (FORM, b"text=" + b"x" * 10_000_000, {413}),
    "another charset": (f"{FORM}; charset=utf-7", b"text=a", {400}),
    "no boundary": ("multipart/form-data", b"text", {400}),
    "1,000 files": (PARTS, FILES + b"--XX--\r\n", {400}),
}
ADDRESSES = [
    "%00/",
    "?q=%00&page=%00&reply_to=%00",
    "%ff%fe/",
    "?q=%ff%fe",
    "%ED%A0%80/",
    f"{'a' * 20_000}/",
    "a/" * 5000,
    f"?q={'a' * 20_000}",
    "%2f%2e%2e%2f",
    "?page=99999999999999999999&reply_to=99999999999999999999",
]


@pytest.fixture(autouse=True)
def nerves() -> None:
    QAPageFactory(parent=QAIndexPageFactory(slug="ask"), slug="nerves")


def answered(response: HttpResponse) -> int:
    """Return the status of a response that says something; fail for any other."""
    assert response.status_code < 500
    assert response.content or response.has_header("Location")
    return response.status_code


def send(path: str, body: bytes, content_type: str, **client) -> HttpResponse:
    """Send *body* with a cookie and a header that pass the CSRF check."""
    sender = Client(raise_request_exception=False, **client)
    sender.cookies["csrftoken"] = "a" * 32
    return sender.post(path, body, content_type=content_type, headers={"X-CSRFToken": "a" * 32})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("what", BODIES)
def test_a_malformed_body_is_answered(what: str, path: str) -> None:
    content_type, body, statuses = BODIES[what]
    assert answered(send(path, body, content_type, enforce_csrf_checks=True)) in statuses


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("what", BODIES)
def test_a_malformed_body_without_a_token_is_answered(what: str, path: str) -> None:
    content_type, body, statuses = BODIES[what]
    sender = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert answered(sender.post(path, body, content_type=content_type)) in statuses | {403}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_malformed_address_is_answered(address: str, path: str) -> None:
    assert answered(Client(raise_request_exception=False).get(path + address)) < 500


@pytest.mark.parametrize(
    "number", ["0", "00", "-1", "c0", "c99999999999999999999", "9" * 5000, "%D9%A1", "thread/0"]
)
def test_a_number_that_no_comment_has_is_not_found(number: str, client) -> None:
    assert client.get(f"/ask/nerves/comments/{number}/").status_code == 404


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "", "a b", "localhost@x", "a:b:c", "[::1", "localhost:x", "é"]
)
def test_a_host_that_is_not_ours_is_told_so(host: str) -> None:
    response = Client(raise_request_exception=False).get("/", headers={"host": host})
    assert answered(response) == 400


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PROPFIND", "post", "X" * 300])
def test_a_strange_method_is_answered(method: str, path: str) -> None:
    sender = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert answered(sender.generic(method, path)) in {200, 403, 404, 405}


def test_an_endless_header_changes_nothing(client) -> None:
    assert client.get("/ask/nerves/", headers={"X-Long": "a" * 100_000}).status_code == 200
