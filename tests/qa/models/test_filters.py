"""How readers narrow the list of answers down."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup

from qa.models import QAIndexPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> QAIndexPage:
    """A section with four answers on nerves or cells, by Ann or Bob, of 2023 or 2024."""
    index = QAIndexPageFactory(title="Ask", slug="ask-our-experts")
    nerves, cells = TopicFactory(name="Nerves"), TopicFactory(name="Cells")
    ann, bob = (ExpertPageFactory(title=name, slug=name.lower()) for name in ("Ann", "Bob"))
    for title, topics, expert, year in (
        ("Both", [nerves, cells], ann, 2024),
        ("Nerves by Ann", [nerves], ann, 2023),
        ("Nerves by Bob", [nerves], bob, 2023),
        ("Cells by Bob", [cells], bob, 2024),
    ):
        updated = datetime.date(year, 5, 6)
        QAPageFactory(parent=index, title=title, topics=topics, expert=expert, updated_on=updated)
    return index


def read(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup) -> set[str]:
    return {link.text for link in soup.select(".card__title a")}


def options(soup: BeautifulSoup, name: str) -> list[str]:
    """Return what the form offers under *name*, beside "any"."""
    found = [label.text for label in soup.select(f"label[for^=filter_{name}_]")]
    return found or [option.text for option in soup.select(f"select[name={name}] option")[1:]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("topic=nerves", {"Both", "Nerves by Ann", "Nerves by Bob"}),
        ("topic=nerves&topic=cells", {"Both"}),
        ("expert=bob", {"Nerves by Bob", "Cells by Bob"}),
        ("year=2023", {"Nerves by Ann", "Nerves by Bob"}),
        ("topic=nerves&expert=ann&year=2023", {"Nerves by Ann"}),
        ("topic=cells&expert=ann&year=2023", set()),
    ],
)
def test_filters_combine(query: str, expected: set, index: QAIndexPage, client) -> None:
    soup = read(client, f"{index.url}?{query}")
    assert titles(soup) == expected
    assert soup.select_one("#found-heading").text.split()[0] == str(len(expected))


def test_each_choice_tells_how_many_answers_it_leaves(index: QAIndexPage, client) -> None:
    soup = read(client, f"{index.url}?expert=bob")
    assert options(soup, "topic") == ["Cells (1)", "Nerves (1)"]
    assert options(soup, "expert") == ["Ann (2)", "Bob (2)"]
    assert options(soup, "year") == ["2024 (1)", "2023 (1)"]


def test_no_choice_leads_to_an_empty_list(index: QAIndexPage, client) -> None:
    soup = read(client, f"{index.url}?expert=ann&year=2023")
    assert options(soup, "topic") == ["Nerves (1)"]
    assert options(soup, "year") == ["2024 (1)", "2023 (1)"]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_what_is_not_published_is_not_counted(trait: str, index: QAIndexPage, client) -> None:
    hidden = {"topics": [TopicFactory(name="Secret")], "updated_on": datetime.date(1999, 1, 1)}
    QAPageFactory(parent=index, title="Hidden", **hidden, **{trait: True})
    soup = read(client, index.url)
    assert soup.select_one("#found-heading").text == "4 answers"
    assert "Secret" not in soup.text
    assert options(soup, "year") == ["2024 (2)", "2023 (2)"]
    assert titles(read(client, f"{index.url}?topic=secret")) == set()


def test_what_is_chosen_can_be_removed_one_by_one(index: QAIndexPage, client) -> None:
    soup = read(client, f"{index.url}?topic=nerves&topic=cells&expert=ann&year=2024")
    left = {
        " ".join(link.text.split()): parse_qs(urlsplit(link["href"]).query)
        for link in soup.select(".chosen a.tag")
    }
    assert left["Remove the filter Nerves"] == {
        "topic": ["cells"],
        "expert": ["ann"],
        "year": ["2024"],
    }
    assert "expert" not in left["Remove the filter Ann"]
    assert "year" not in left["Remove the filter 2024"]


def test_without_its_only_filter_the_list_has_its_plain_address(index: QAIndexPage, client) -> None:
    link = read(client, f"{index.url}?topic=nerves").select_one(".chosen a")
    assert link["href"] == index.url


def test_the_form_keeps_what_is_chosen_even_where_nothing_is_left(
    index: QAIndexPage, client
) -> None:
    soup = read(client, f"{index.url}?topic=cells&expert=ann&year=2023")
    assert soup.select_one("input[name=topic][checked]")["value"] == "cells"
    chosen = [option["value"] for option in soup.select("option[selected]")]
    assert chosen[:2] == ["ann", "2023"]
    assert "Remove something to see more" in soup.main.text


@pytest.mark.parametrize(
    "query",
    [
        "topic=unheard-of&expert=nobody&year=abc&sort=sideways",
        "topic=%00&expert=a%00b&year=%00&sort=%00",
        "topic=%ff%fe&expert=%ed%a0%80&year=%D9",
        "year=99999999999999999999",
        "year=-1",
        "year=0",
        "topic=" + "n" * 3000,
        "topic=';DROP TABLE qa_topic;--&expert[]=ann",
        "&".join(f"topic=t{number}" for number in range(900)),
    ],
)
def test_what_cannot_be_understood_is_ignored(query: str, index: QAIndexPage, client) -> None:
    assert len(titles(read(client, f"{index.url}?{query}"))) == 4


@pytest.mark.parametrize("year", ["1", "9999"])
def test_the_ends_of_the_calendar_find_nothing(year: str, index: QAIndexPage, client) -> None:
    assert titles(read(client, f"{index.url}?year={year}")) == set()


def test_pages_keep_the_filters(index: QAIndexPage, client) -> None:
    QAPageFactory.create_batch(13, parent=index, topics=[TopicFactory(name="Many")])
    link = read(client, f"{index.url}?topic=many&sort=discussed").select_one("a[rel=next]")
    assert parse_qs(urlsplit(link["href"]).query) == {
        "topic": ["many"],
        "sort": ["discussed"],
        "page": ["2"],
    }
    assert len(titles(read(client, index.url + link["href"]))) == 1


def test_search_engines_are_led_to_the_whole_list(index: QAIndexPage, client) -> None:
    one = read(client, f"{index.url}?topic=nerves")
    assert one.select_one("link[rel=canonical]")["href"] == "http://localhost/ask-our-experts/"
    assert one.select_one("meta[name=robots]") is None
    two = read(client, f"{index.url}?topic=nerves&year=2023")
    assert two.select_one("meta[name=robots]")["content"] == "noindex,follow"


def test_the_most_discussed_come_first_where_asked_for(index: QAIndexPage, client) -> None:
    pages = {page.title: page for page in index.answers()}
    CommentFactory(page=pages["Nerves by Bob"])
    CommentFactory.create_batch(2, page=pages["Nerves by Ann"])
    soup = read(client, f"{index.url}?sort=discussed")
    found = [link.text for link in soup.select(".card__title a")]
    assert found[:2] == ["Nerves by Ann", "Nerves by Bob"]
    assert "2 comments" in soup.select_one(".card").text


def test_after_the_most_discussed_come_all_others_newest_first(index: QAIndexPage, client) -> None:
    discussed = QAPageFactory.create_batch(8, parent=index, updated_on=datetime.date(2020, 1, 1))
    for number, page in enumerate(discussed):
        CommentFactory.create_batch(1 + number // 4, page=page)
    hidden = QAPageFactory(
        parent=index, comment_policy="hidden", updated_on=datetime.date(2019, 1, 1)
    )
    CommentFactory.create_batch(3, page=hidden)
    rest = [answer.pk for answer in index.answers() if answer not in discussed]
    assert rest[-1] == hidden.pk
    expected = [page.pk for page in [*discussed[:3:-1], *discussed[3::-1]]] + rest
    found = []
    for number in range(1, 1 + -(-len(expected) // 12)):
        response = client.get(f"{index.url}?sort=discussed&page={number}")
        found += [answer.pk for answer in response.context["answers"]]
    assert found == expected
    assert len(found) > 12


def test_the_name_of_an_expert_whom_nobody_knows_yet_is_not_told(client) -> None:
    answer = QAPageFactory()
    ExpertPageFactory(title="Dr Secret", slug="secret", live=False)
    page = client.get(f"{answer.get_parent().url}?expert=secret")
    assert "Dr Secret" not in page.text
    assert answer.title in page.text
