"""What readers see when something is not there, or goes wrong."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from wagtail.models import Site

from site_core.foundation.models import SiteSettings
from tests.factories import QAIndexPageFactory

FAILING = pytest.mark.urls("tests.site_core.failing_urls")
FORM = "application/x-www-form-urlencoded"
# What brings each page about: status, path, what else is sent.
FAULTS = {
    400: ("/", {"headers": {"host": "elsewhere.example"}}),
    403: ("/forbidden/", {}),
    404: ("/no/such/page/", {}),
    405: ("/", {"REQUEST_METHOD": "TRACE"}),
    413: ("/", {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "10000000", "CONTENT_TYPE": FORM}),
    429: ("/busy/?seconds=90", {}),
    500: ("/failing/", {}),
    503: ("/without-database/", {}),
    507: ("/without-room/", {}),
}


def faulty(status: int) -> HttpResponse:
    """Bring about the page for *status*, through every middleware."""
    path, sent = FAULTS[status]
    sender = Client(raise_request_exception=False, enforce_csrf_checks=True)
    response = sender.get(path, **sent)
    assert response.status_code == status
    return response


def soup_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def missing(db, client) -> BeautifulSoup:
    """The page for an address that leads nowhere, on a site with a name and a menu."""
    SiteSettings.objects.create(site=Site.objects.get(), site_name="Nerve Letters")
    QAIndexPageFactory(title="Ask", show_in_menus=True)
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    return BeautifulSoup(response.content, "html.parser")


def test_a_missing_page_says_so_in_one_heading(missing: BeautifulSoup) -> None:
    headings = [heading.text for heading in missing.find_all("h1")]
    assert headings == ["We cannot find that page"]


def test_a_missing_page_has_the_name_and_the_menu_of_the_site(missing: BeautifulSoup) -> None:
    assert missing.select_one("header .brand__name").text == "Nerve Letters"
    assert [link.text for link in missing.select("header nav a")] == ["Ask"]


def test_a_missing_page_is_dressed_as_any_other(missing: BeautifulSoup) -> None:
    assert missing.select_one("link[rel=stylesheet]")["href"] == "/static/css/site.css"
    assert missing.select_one("main#main")
    assert missing.select_one("footer.site-footer")


def test_a_missing_page_asks_once_what_to_search_for(missing: BeautifulSoup) -> None:
    assert len(missing.select("input[type=search]")) == 1


def test_a_missing_page_leads_home(missing: BeautifulSoup) -> None:
    assert missing.select_one("main a")["href"] == "/"


def test_search_engines_leave_a_missing_page_out(missing: BeautifulSoup) -> None:
    assert missing.select_one("meta[name=robots]")["content"] == "noindex"
    assert missing.select_one("link[rel=canonical]") is None


def test_the_page_for_a_failure_needs_neither_database_nor_styles() -> None:
    soup = BeautifulSoup(render_to_string("500.html"), "html.parser")
    assert len(soup.find_all("h1")) == 1
    assert not soup.select("link, script, img")


@FAILING
@pytest.mark.django_db
@pytest.mark.parametrize("status", FAULTS)
def test_every_page_for_a_fault_has_one_heading_and_a_way_on(status: int) -> None:
    soup = soup_of(faulty(status))
    assert len(soup.find_all("h1")) == 1
    assert soup.select_one("main .lead").text
    assert soup.select_one("main a.button")["href"] == "/"


@FAILING
@pytest.mark.django_db
@pytest.mark.parametrize("status", FAULTS)
def test_no_page_for_a_fault_is_kept_or_listed(status: int) -> None:
    response = faulty(status)
    assert response["Cache-Control"] == "no-store, private"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


@FAILING
@pytest.mark.django_db
@pytest.mark.parametrize("status", FAULTS)
def test_every_page_for_a_fault_is_dressed_as_the_site(status: int) -> None:
    soup = soup_of(faulty(status))
    assert soup.select_one("link[rel=stylesheet]")["href"] == "/static/css/site.css"
    assert soup.select_one("main#main .page-head")


@FAILING
@pytest.mark.django_db
@pytest.mark.parametrize("status", [400, 403, 413, 429])
def test_a_fault_costs_no_more_queries_than_a_missing_page(
    status: int, django_assert_max_num_queries
) -> None:
    faulty(404)  # what a process keeps from its first request on is there now
    with django_assert_max_num_queries(2):  # the settings of the site and its menu
        faulty(status)


@FAILING
def test_a_failure_is_told_without_a_database() -> None:
    # Without the mark django_db a query would be refused, and this page would not be made.
    assert "Something went wrong on our side" in faulty(500).content.decode()


@FAILING
@pytest.mark.parametrize("origin", ["http://testserver", "https://elsewhere.example"])
def test_what_was_typed_comes_back_with_a_failure_unless_another_site_sent_it(origin) -> None:
    sender = Client(raise_request_exception=False)
    response = sender.post("/failing/", {"text": "Ice helped."}, headers={"Origin": origin})
    assert bool(soup_of(response).select("textarea")) == (origin == "http://testserver")


def test_a_failure_is_told_even_without_its_stylesheet(monkeypatch, rf) -> None:
    from site_core.errors import server_error

    def missing(name: str) -> str:
        raise ValueError("Missing staticfiles manifest entry")

    monkeypatch.setattr(staticfiles_storage, "url", missing)
    soup = soup_of(server_error(rf.get("/")))
    assert soup.h1
    assert not soup.select("link")


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_told_how_long_a_comment_may_be() -> None:
    assert f"{settings.COMMENT_MAX_LENGTH:,} characters" in faulty(413).content.decode()


@FAILING
@pytest.mark.django_db
def test_the_reason_of_a_refusal_is_not_shown() -> None:
    assert "nobody's business" not in soup_of(faulty(403)).text


@pytest.mark.django_db
def test_the_path_that_is_missing_is_not_shown() -> None:
    assert "no/such/page" not in faulty(404).content.decode()


@pytest.mark.django_db
def test_a_wrong_method_is_told_which_ones_are_right() -> None:
    assert "GET" in faulty(405)["Allow"]


@FAILING
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seconds", "header", "said"),
    [(90, "90", "about 2 minutes"), (60, "60", "about 1 minute."), (0, "1", "about 1 minute.")],
)
def test_whoever_asks_too_often_is_told_when_to_come_back(
    seconds: int, header: str, said: str, client
) -> None:
    response = client.get(f"/busy/?seconds={seconds}")
    assert response["Retry-After"] == header
    assert said in response.content.decode()


@FAILING
@pytest.mark.django_db
def test_what_there_was_too_much_of_is_shown_as_plain_text() -> None:
    assert soup_of(faulty(429)).select_one(".lead").text == "Many <comments> came at once."
