"""What Django logs of a request names the route, not what a reader typed or was reading."""

import json
import logging
from io import StringIO

import pytest
from django.test import Client, override_settings

from site_core.settings.logging import Json, Redact
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db

REFERER = "https://other.example/hiv/search/?q=my+HIV+test&name=Ada+Lovelace"


@pytest.fixture
def log(monkeypatch) -> StringIO:
    """Return what programs read of the log."""
    stream = StringIO()
    for handler in logging.getLogger().handlers:
        if any(isinstance(rule, Redact) for rule in handler.filters):
            monkeypatch.setattr(handler, "stream", stream)
            monkeypatch.setattr(handler, "formatter", Json())
    return stream


def lines(log: StringIO, logger: str) -> list[str]:
    """Return what *logger* said."""
    written = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line["message"] for line in written if line["logger"] == logger]


@pytest.mark.parametrize(
    ("referer", "shown"),
    [
        (REFERER, "https://other.example"),
        ("https://other.example:8443?q=hiv", "https://other.example:8443"),
        ("https://ada:hiv@other.example/", "[elsewhere]"),
        ("https://other.example/a does not match hiv/", "https://other.example"),
    ],
)
@override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
def test_of_the_page_that_a_form_came_from_the_site_is_named(
    referer: str, shown: str, log: StringIO
) -> None:
    headers = {"referer": referer, "x-forwarded-proto": "https"}
    answer = Client(enforce_csrf_checks=True).post("/account/login/", headers=headers)

    assert answer.status_code == 403
    said = f"Referer checking failed - {shown} does not match any trusted origins."
    assert lines(log, "django.security.csrf") == [f"Forbidden ({said}): account_login"]
    assert "hiv" not in log.getvalue().lower()


def test_of_another_origin_no_more_is_named(log: StringIO) -> None:
    sender = Client(enforce_csrf_checks=True)
    sender.post("/account/login/", headers={"origin": "https://other.example/hiv?q=hiv"})
    sender.post("/account/login/", headers={"origin": "null"})

    shown = [line.split(" - ")[1].split()[0] for line in lines(log, "django.security.csrf")]
    assert shown == ["https://other.example", "null"]


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/ada-lovelace-07700900123/hiv/", "wagtail_serve"),
        ("/ada.lovelace/hiv", "none"),
        ("/ädä/hiv/", "wagtail_serve"),
        ("/de/ada-lovelace/hiv/?q=hiv", "wagtail_serve"),
        ("/media/hiv.png", "media"),
    ],
)
def test_of_what_is_not_there_the_path_is_not_named(
    path: str, route: str, client, log: StringIO
) -> None:
    assert client.get(path).status_code == 404
    assert lines(log, "django.request") == [f"Not Found: {route}"]
    assert "hiv" not in log.getvalue()


def test_a_page_is_named_by_its_kind(client, log: StringIO) -> None:
    comment = CommentFactory()
    assert client.get(f"{comment.page.url}comments/99/").status_code == 404
    assert lines(log, "django.request") == ["Not Found: qa.QAPage:comments_page"]
