"""What readers see when something is not there, or goes wrong."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from wagtail.models import Site

from site_core.foundation.models import SiteSettings
from tests.factories import QAIndexPageFactory


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


def test_a_missing_page_leads_home(missing: BeautifulSoup) -> None:
    assert missing.select_one("main a")["href"] == "/"


def test_search_engines_leave_a_missing_page_out(missing: BeautifulSoup) -> None:
    assert missing.select_one("meta[name=robots]")["content"] == "noindex"
    assert missing.select_one("link[rel=canonical]") is None


def test_the_page_for_a_failure_needs_neither_database_nor_styles() -> None:
    soup = BeautifulSoup(render_to_string("500.html"), "html.parser")
    assert len(soup.find_all("h1")) == 1
    assert not soup.select("link, script, img")
