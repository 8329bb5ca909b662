"""What the page explorer tells moderators, beside what Wagtail tells everybody."""

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PagePermissionTester

from home.models import StandardPage
from qa.desk import counting, explorer
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    editor,
    home_page,
)

pytestmark = pytest.mark.django_db

COLUMN = "Comments waiting"


@pytest.fixture
def moderator(client):
    """Return a moderator of everything who edits pages, logged in."""
    user = editor("moderate_comment")
    client.force_login(user)
    return user


def listing(client, parent: Page, **query) -> BeautifulSoup:
    address = reverse("wagtailadmin_explore", args=[parent.pk])
    return BeautifulSoup(client.get(address, query).content, "html.parser")


def columns(soup: BeautifulSoup) -> list[str]:
    return [" ".join(heading.text.split()) for heading in soup.select("table.listing thead th")]


def numbers(soup: BeautifulSoup) -> dict[str, int]:
    """Return the number in each row that has one, by the address that it leads to."""
    links = soup.select("table.listing tbody td a[href*='comments/?page=']")
    return {link["href"]: int(link.text) for link in links}


def queue_of(page: Page) -> str:
    return f"{reverse('qa_desk:queue')}?page={page.pk}"


PLACES: dict[str, Callable[[], Page]] = {
    "root": home_page,
    "home": QAIndexPageFactory,
    "section": QAPageFactory,
    "experts": ExpertPageFactory,
    "plain page": lambda: (
        home_page()
        .add_child(instance=StandardPage(title="About"))
        .add_child(instance=StandardPage(title="More"))
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_each_kind_of_parent_shows_what_waits_on_its_children(
    client, moderator, place: str
) -> None:
    child = PLACES[place]()
    CommentFactory(page=child, state="pending")
    assert numbers(listing(client, child.get_parent())) == {queue_of(child): 1}


def test_a_section_shows_the_sum_of_its_articles(client, moderator) -> None:
    section = QAIndexPageFactory()
    for _article in range(2):
        CommentFactory(page=QAPageFactory(parent=section), state="pending")
    assert numbers(listing(client, home_page())) == {queue_of(section): 2}


def test_the_number_leads_to_as_many_cards(client, moderator) -> None:
    section = QAIndexPageFactory()
    CommentFactory(page=QAPageFactory(parent=section), state="pending")
    CommentFactory(state="pending")
    address = queue_of(section)
    cards = BeautifulSoup(client.get(address).content, "html.parser").select(".desk-card")
    assert len(cards) == numbers(listing(client, home_page()))[address] == 1


@pytest.mark.parametrize("state", ["public", "spam", "rejected", "unconfirmed"])
def test_what_does_not_wait_is_not_counted(client, moderator, state: str) -> None:
    comment = CommentFactory(state=state)
    assert numbers(listing(client, comment.page.get_parent())) == {}


def test_the_link_says_what_it_counts_and_where(client, moderator) -> None:
    page = QAPageFactory(title="Is it safe?")
    CommentFactory(page=page, state="pending")
    link = listing(client, page.get_parent()).select_one(f"a[href='{queue_of(page)}']")
    assert link["aria-label"] == "1 comment waiting on “Is it safe?”"


def test_a_moderator_of_one_section_sees_no_other_number(client) -> None:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(editor("moderate_comment", page=here))
    for section in (here, elsewhere, elsewhere):
        CommentFactory(page=QAPageFactory(parent=section), state="pending")
    assert numbers(listing(client, home_page())) == {queue_of(here): 1}
    assert numbers(listing(client, home_page().get_root())) == {queue_of(home_page()): 1}


def test_a_moderator_of_one_article_sees_what_waits_on_no_other(client) -> None:
    section = QAIndexPageFactory()
    here, elsewhere = (QAPageFactory(parent=section) for _ in range(2))
    client.force_login(editor("moderate_comment", page=here))
    for page in (here, elsewhere):
        CommentFactory(page=page, state="pending")
    assert numbers(listing(client, section)) == {queue_of(here): 1}


def test_pages_are_not_looked_at_for_what_waits_on_articles(client, moderator) -> None:
    page = CommentFactory(state="pending", page=QAPageFactory()).page
    client.force_login(editor("moderate_comment", page=page.get_parent()))
    with CaptureQueriesContext(connection) as captured:
        listing(client, page.get_parent())
    [counted] = [one["sql"] for one in captured if "GROUP BY" in one["sql"]]
    assert "qa_comments_comment" in counted
    assert "wagtailcore_page" not in counted


@pytest.mark.parametrize("rights", [[], ["reply_as_expert"], ["see_personal_data"]])
def test_nobody_else_gets_the_column(client, rights: list[str]) -> None:
    client.force_login(editor(*rights))
    comment = CommentFactory(state="pending")
    soup = listing(client, comment.page.get_parent())
    assert numbers(soup) == {}
    assert COLUMN not in columns(soup)


def test_everything_else_in_the_explorer_stays_as_it_is(client, moderator) -> None:
    section = QAPageFactory().get_parent()
    for_moderators = columns(listing(client, section))
    client.force_login(editor())
    assert for_moderators == [*columns(listing(client, section)), COLUMN]


@pytest.mark.parametrize(
    "query",
    [{"ordering": "title"}, {"ordering": "ord"}, {"has_child_pages": "false", "search_all": "1"}],
    ids=["sorted", "to be put in order", "from the whole tree"],
)
def test_numbers_are_there_in_whatever_order_or_search(client, moderator, query: dict) -> None:
    page = QAPageFactory()
    CommentFactory(page=page, state="pending")
    assert numbers(listing(client, page.get_parent(), **query)) == {queue_of(page): 1}


def statements(client, user, parent: Page) -> int:
    client.force_login(user)
    listing(client, parent)  # paths of sites are remembered once
    with CaptureQueriesContext(connection) as captured:
        listing(client, parent)
    return len(captured)


def test_the_column_takes_as_many_statements_for_two_pages_as_for_thirty(client, moderator) -> None:
    section, plain = QAIndexPageFactory(), editor()

    def more() -> int:
        return statements(client, moderator, section) - statements(client, plain, section)

    taken = {}
    for pages in (2, 30):
        while QAPage.objects.child_of(section).count() < pages:
            CommentFactory(page=QAPageFactory(parent=section), state="pending")
        taken[pages] = more()
    assert taken[2] == taken[30] <= 2  # what the menu counts, and the column


def test_more_than_anybody_counts_is_said_as_such(client, moderator, monkeypatch) -> None:
    monkeypatch.setattr(counting, "COUNTED_TO", 3)
    section = QAIndexPageFactory(title="Nerves")
    for _ in range(4):
        CommentFactory(page=QAPageFactory(parent=section), state="pending")
    link = listing(client, home_page()).select_one(f"a[href='{queue_of(section)}']")
    assert link.text == "2+"
    assert link["aria-label"] == "2+ comments waiting on “Nerves”"


def counted(client, parent: Page, **query) -> tuple[bool, str]:
    """Return whether the children were counted in the database, and what the explorer says."""
    with CaptureQueriesContext(connection) as captured:
        soup = listing(client, parent, **query)
    (said,) = re.findall(r"\d+-\d+ of \d+", soup.select_one("table.listing thead").text)
    return any('COUNT(*) AS "__count"' in one["sql"] for one in captured), said


def test_all_children_of_a_page_are_not_counted_again(client, moderator) -> None:
    section = QAIndexPageFactory()
    for _ in range(3):
        QAPageFactory(parent=section)
    assert counted(client, section) == (False, "1-3 of 3")


def test_children_that_some_are_left_out_of_are_counted(client) -> None:
    section = QAIndexPageFactory()
    first, second, _other = (QAPageFactory(parent=section) for _ in range(3))
    user = editor()
    given = GroupPagePermission.objects.get(group__user=user)
    for page in (first, second):
        given.pk, given.page = None, page
        given.save()
    GroupPagePermission.objects.filter(group__user=user, page=home_page().get_root()).delete()
    client.force_login(user)
    assert counted(client, section) == (True, "1-2 of 2")


def test_children_that_are_narrowed_down_are_counted(client, moderator) -> None:
    section = QAIndexPageFactory()
    with_child, _without = (QAPageFactory(parent=section) for _ in range(2))
    with_child.add_child(instance=StandardPage(title="Below"))
    assert counted(client, section, has_child_pages="true") == (True, "1-1 of 1")


def offers(client, page: Page) -> list[str]:
    """Return what the explorer offers to do with *page*, a row of its section."""
    soup = listing(client, page.get_parent())
    title = soup.select_one(f"#page_{page.pk}_title").find_parent("td")
    return [" ".join(link.text.split()) for link in title.select(".actions a")]


@pytest.mark.parametrize("live", [True, False], ids=["published", "a draft"])
def test_who_may_not_publish_is_offered_what_wagtail_offers(client, monkeypatch, live) -> None:
    client.force_login(editor())
    page = QAPageFactory(live=live)
    offered = offers(client, page)
    monkeypatch.setattr(explorer, "PermissionsOfRow", PagePermissionTester)
    assert offered == offers(client, page)
    assert ("Delete" in offered) is not live


def test_who_may_not_publish_waits_for_as_many_statements_with_more_pages(client) -> None:
    user, section = editor(), QAIndexPageFactory()
    taken = []
    for _ in range(2):
        for _page in range(5):
            QAPageFactory(parent=section)
        taken.append(statements(client, user, section))
    assert taken[0] == taken[1]
