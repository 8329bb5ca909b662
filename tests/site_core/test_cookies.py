"""An endless Cookie header costs the site nothing."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from site_core.cookies import LONGEST_HEADER, ignore_endless_cookies
from tests.factories import home_page


def cookies_read(header: str) -> dict[str, str]:
    """Return the cookies that what stands behind the middleware finds."""
    found = {}
    middleware = ignore_endless_cookies(
        lambda request: found.update(request.COOKIES) or HttpResponse()
    )
    middleware(RequestFactory().get("/", HTTP_COOKIE=header))
    return found


def test_cookies_are_read_up_to_the_longest_header() -> None:
    header = "reader=" + "x" * (LONGEST_HEADER - 7)
    assert cookies_read(header) == {"reader": "x" * (LONGEST_HEADER - 7)}


def test_a_longer_header_is_not_read() -> None:
    assert cookies_read("reader=" + "x" * (LONGEST_HEADER - 6)) == {}


@pytest.mark.django_db
def test_it_stands_before_all_that_reads_cookies(client, monkeypatch) -> None:
    read = []
    monkeypatch.setattr(
        "django.core.handlers.wsgi.parse_cookie", lambda header: read.append(header) or {}
    )
    home_page()
    assert client.get("/", headers={"Cookie": 'reader="' + "\\\\" * 5000 + '"'}).status_code == 200
    assert {len(header) for header in read} <= {0}
