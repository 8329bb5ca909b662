"""Each request can be found in the log and in the metrics, and no reader can."""

import logging
from ipaddress import ip_network

import pytest
from django.http import HttpResponse
from django.test import override_settings
from prometheus_client import REGISTRY

from site_core.operations import context
from site_core.operations.requests import WELL_FORMED_ID, watch_requests
from tests.factories import CommentFactory, QAPageFactory

GIVEN = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture
def trusted_proxy(settings) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.0/8")]


@pytest.fixture
def line_of(client, caplog):
    """Return a function that asks for an address and returns what its line in the log holds."""

    def line_of(path: str, **rest) -> dict:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "site_core.operations.requests"):
            client.generic(rest.pop("method", "GET"), path, **rest)
        [record] = [one for one in caplog.records if one.name.startswith("site_core.operations")]
        return record.answered

    return line_of


def answered(rf, **headers: str) -> HttpResponse:
    return watch_requests(lambda request: HttpResponse())(rf.get("/", headers=headers))


def test_an_answer_says_the_id_of_its_request(rf) -> None:
    assert WELL_FORMED_ID.fullmatch(answered(rf)["X-Request-ID"])


def test_two_requests_have_two_ids(rf) -> None:
    assert answered(rf)["X-Request-ID"] != answered(rf)["X-Request-ID"]


def test_the_id_of_a_trusted_proxy_is_kept(rf, trusted_proxy) -> None:
    assert answered(rf, x_request_id=GIVEN)["X-Request-ID"] == GIVEN


def test_the_id_of_a_stranger_is_not_taken(rf) -> None:
    assert answered(rf, x_request_id=GIVEN)["X-Request-ID"] != GIVEN


@pytest.mark.parametrize(
    "odd", ["", "short", "a" * 65, "jane@example.org-0123", f"{GIVEN}\n", f"{GIVEN} x", "é" * 20]
)
def test_an_id_that_could_hold_something_else_is_not_taken(odd: str, rf, trusted_proxy) -> None:
    assert answered(rf, x_request_id=odd)["X-Request-ID"] != odd


def test_the_id_holds_after_a_request_within_the_request(rf) -> None:
    watched = watch_requests(lambda request: HttpResponse())
    outer = watch_requests(lambda request: watched(rf.get("/preview/")))
    assert outer(rf.get("/"))["X-Request-ID"] == context.request_id.get()


@pytest.mark.django_db
def test_a_page_is_known_by_its_kind(line_of) -> None:
    line = line_of(QAPageFactory(title="Jane").url)
    assert (line["method"], line["route"], line["status"]) == ("GET", "qa.QAPage", 200)


@pytest.mark.django_db
def test_a_route_below_a_page_is_known_by_its_name(line_of) -> None:
    url = CommentFactory().page.url
    assert line_of(f"{url}comment/")["route"] == "qa.QAPage:write_comment"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/search/?q=jane@example.org", "search"),
        ("/comments/manage/a-key-to-a-comment/", "comments:manage"),
        ("/no/such/page/", "wagtail_serve"),
        ("/jane@example.org", "none"),
        ("/static/none.css", "static"),
    ],
)
def test_no_address_is_in_the_line(path: str, route: str, line_of) -> None:
    line = line_of(path, REMOTE_ADDR="203.0.113.9")
    assert set(line) == {"method", "route", "status", "duration_ms"}
    assert line["route"] == route


@pytest.mark.django_db
def test_a_method_that_nobody_knows_is_not_repeated(line_of) -> None:
    assert line_of("/no/such/page/", method="JANE")["method"] == "other"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/none.css", "/no/such/page/"])
def test_only_static_files_are_left_out_of_an_ordinary_log(path: str, client, caplog) -> None:
    with caplog.at_level(logging.INFO, "site_core.operations.requests"):
        client.get(path)
    logged = [one for one in caplog.records if one.name.startswith("site_core.operations")]
    assert bool(logged) is not path.startswith("/static/")


@pytest.mark.django_db
def test_an_answer_is_counted_by_route_method_and_status(client) -> None:
    labels = {"route": "wagtail_serve", "method": "GET", "status": "404"}
    before = REGISTRY.get_sample_value("site_requests_total", labels) or 0
    client.get("/no/such/page/")
    assert REGISTRY.get_sample_value("site_requests_total", labels) == before + 1


@pytest.mark.django_db
def test_the_time_of_an_answer_is_counted_by_route(client) -> None:
    labels = {"route": "wagtail_serve"}
    before = REGISTRY.get_sample_value("site_request_seconds_count", labels) or 0
    client.get("/no/such/page/")
    assert REGISTRY.get_sample_value("site_request_seconds_count", labels) == before + 1


@override_settings(SECURE_SSL_REDIRECT=True)
def test_what_is_answered_before_any_route_is_logged_too(line_of) -> None:
    line = line_of("/jane/")
    assert (line["route"], line["status"]) == ("none", 301)
