"""The answers and topics from A to Z."""

import pytest
from bs4 import BeautifulSoup

from qa.models import QAIndexPage
from qa.models.alphabet import letter_of
from tests.factories import QAIndexPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> QAIndexPage:
    return QAIndexPageFactory(title="Ask", slug="ask-our-experts")


def read(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup) -> list[str]:
    return [link.text for link in soup.select(".index--titles a")]


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("éclair", "e"),
        ("E\u0301clair", "e"),
        ("Œdema", "o"),
        ("Ångström", "a"),
        ("Жизнь", "z"),
        ("zebra", "z"),
        ("3 questions", "0-9"),
        ("“Quoted”", "0-9"),
        ("😀", "0-9"),
        ("", "0-9"),
    ],
)
def test_a_title_stands_under_its_base_letter(title: str, letter: str) -> None:
    assert letter_of(title) == letter


def test_a_letter_lists_its_answers_by_title_whatever_their_case(
    index: QAIndexPage, client
) -> None:
    for title in ("Ever after", "eczema", "Épée", "Nerves"):
        QAPageFactory(parent=index, title=title)
    found = titles(read(client, f"{index.url}a-z/e/"))
    assert found[:2] == ["eczema", "Ever after"]
    assert found[2:] == ["Épée"]


def test_letters_without_entries_are_no_links(index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, title="Eczema", topics=[TopicFactory(name="Zinc")])
    QAPageFactory(parent=index, title="2 questions")
    QAPageFactory(parent=index, title="Hidden", draft=True)
    bar = read(client, f"{index.url}a-z/").select(".letters-bar li")
    assert len(bar) == 27
    assert [item.a.text for item in bar if item.a] == ["E", "Z", "0–9"]


def test_topics_stand_under_their_letter_too(index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, topics=[TopicFactory(name="Zinc"), TopicFactory(name="Nerves")])
    links = read(client, f"{index.url}a-z/z/").select(".index a")
    assert [link["href"] for link in links] == [f"{index.url}topics/zinc/"]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_only_published_answers_stand_there(trait: str, index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, title="Eczema", **{trait: True})
    assert client.get(f"{index.url}a-z/e/").status_code == 404


@pytest.mark.parametrize("letter", ["E", "ee", "é", "0", "%00", "-", "0-9"])
def test_a_letter_that_leads_to_nothing_is_not_found(
    letter: str, index: QAIndexPage, client
) -> None:
    QAPageFactory(parent=index, title="Eczema")
    assert client.get(f"{index.url}a-z/{letter}/").status_code == 404


def test_many_titles_come_in_pages(index: QAIndexPage, client, monkeypatch) -> None:
    monkeypatch.setattr("qa.models.index.TITLES_A_PAGE", 2)
    for number in range(3):
        QAPageFactory(parent=index, title=f"Eczema {number}")
    soup = read(client, f"{index.url}a-z/e/?page=2")
    assert titles(soup) == ["Eczema 2"]
    assert soup.select_one(".pagination__place").text == "Page 2 of 2"
