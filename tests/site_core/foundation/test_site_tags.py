import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory
from wagtail.models import Site

from home.models import HomePage
from qa.models import QAPage
from site_core.foundation import languages
from site_core.foundation.templatetags.site_tags import (
    PageLinks,
    breadcrumb,
    menu_pages,
    page_links,
    translations,
)
from tests.factories import QAIndexPageFactory, QAPageFactory, home_page


@pytest.fixture
def request_context(db) -> dict:
    """The context of a template, with a request to the default site."""
    return {"request": RequestFactory().get("/", headers={"host": "localhost"})}


@pytest.fixture
def nowhere(request_context: dict) -> dict:
    """The context of a request that belongs to no site."""
    Site.objects.all().delete()
    return request_context


def test_the_menu_holds_the_published_pages_ticked_for_it(request_context: dict) -> None:
    shown = QAIndexPageFactory(show_in_menus=True)
    QAIndexPageFactory()
    QAIndexPageFactory(show_in_menus=True, live=False)
    assert [page.pk for page in menu_pages(request_context)] == [shown.pk]


def test_the_menu_keeps_the_order_of_the_page_tree(request_context: dict) -> None:
    pages = QAIndexPageFactory.create_batch(3, show_in_menus=True)
    pages[2].move(home_page(), pos="first-child")
    pks = [page.pk for page in (pages[2], pages[0], pages[1])]
    assert [page.pk for page in menu_pages(request_context)] == pks


def test_the_menu_leaves_out_what_only_some_may_read(request_context: dict) -> None:
    page = QAIndexPageFactory(show_in_menus=True)
    page.view_restrictions.create(restriction_type="login")
    assert menu_pages(request_context) == []


def test_pages_deeper_down_do_not_crowd_the_menu(request_context: dict) -> None:
    QAPageFactory(show_in_menus=True)
    assert menu_pages(request_context) == []


def test_the_way_back_begins_at_the_front_page(request_context: dict) -> None:
    page = QAPageFactory()
    above = [ancestor.pk for ancestor in breadcrumb(request_context, page)]
    assert above == [home_page().pk, page.get_parent().pk]


def test_there_is_no_way_back_from_the_front_page(request_context: dict) -> None:
    assert breadcrumb(request_context, home_page()) == []


def test_there_is_no_way_back_from_a_page_not_placed_yet(request_context: dict) -> None:
    assert breadcrumb(request_context, QAPage(title="New")) == []


def test_a_request_to_no_site_has_neither_menu_nor_way_back(nowhere: dict) -> None:
    home = HomePage.objects.get()
    assert (menu_pages(nowhere), breadcrumb(nowhere, home)) == ([], [])


def test_a_site_in_one_language_asks_for_no_translations(
    request_context: dict, django_assert_num_queries
) -> None:
    page = QAPageFactory()
    languages.locales()
    with django_assert_num_queries(0):
        assert translations(request_context, page) == []


def links_on(rf, query: str, number: int, parameter: str = "page") -> PageLinks:
    pages = Paginator(range(100), 10).page(number)
    return page_links({"request": rf.get(f"/list/{query}")}, pages, parameter)


def test_page_links_keep_the_rest_of_the_query(rf) -> None:
    links = links_on(rf, "?topic=a&topic=b&page=5", 5)
    assert links.first == "?topic=a&topic=b"
    assert links.next == "?topic=a&topic=b&page=6"
    assert links.last == "?topic=a&topic=b&page=10"


def test_page_links_leave_gaps_between_far_numbers(rf) -> None:
    shown = [str(number) for number, _address in links_on(rf, "?page=5", 5).numbers]
    assert shown == ["1", "2", "3", "4", "5", "6", "7", "…", "10"]
    assert ("…", "") in links_on(rf, "?page=5", 5).numbers


def test_the_ends_of_a_list_lead_no_further(rf) -> None:
    assert links_on(rf, "", 1).previous == ""
    assert links_on(rf, "?page=10", 10).next == ""
    assert links_on(rf, "?page=2", 2).previous == "/list/"


@pytest.mark.parametrize(("number", "first", "last"), [(2, "", "?page=10"), (9, "/list/", "")])
def test_the_first_and_the_last_page_are_linked_once(
    number: int, first: str, last: str, rf
) -> None:
    links = links_on(rf, "", number)
    assert (links.first, links.last) == (first, last)


def test_a_second_list_has_a_parameter_and_a_place_of_its_own(rf) -> None:
    links = links_on(rf, "?page=3&replies=2", 2, "replies")
    assert links.next == "?page=3&replies=3#replies"
    assert links.previous == "?page=3#replies"
