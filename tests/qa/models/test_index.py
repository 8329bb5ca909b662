import datetime

import pytest
from bs4 import BeautifulSoup

from qa.models import QAIndexPage
from tests.factories import CommentFactory, QAIndexPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def index() -> QAIndexPage:
    return QAIndexPageFactory(title="Ask", slug="ask-our-experts")


def read(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def titles(soup: BeautifulSoup) -> list[str]:
    return [link.text for link in soup.select(".card__title a")]


def test_the_answers_are_listed_newest_first(index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, title="Older", updated_on=datetime.date(2020, 1, 1))
    QAPageFactory(parent=index, title="Newer", updated_on=datetime.date(2021, 1, 1))
    assert titles(read(client, index.url)) == ["Newer", "Older"]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_only_published_answers_are_listed(trait: str, index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, title="Shown")
    QAPageFactory(parent=index, **{trait: True})
    assert titles(read(client, index.url)) == ["Shown"]


def test_the_answers_of_another_section_are_not_listed(index: QAIndexPage, client) -> None:
    QAPageFactory(parent=QAIndexPageFactory())
    assert titles(read(client, index.url)) == []


@pytest.mark.parametrize(("query", "is_shown"), [("", True), ("?page=2", False)])
def test_the_introduction_stands_on_the_first_page_only(query: str, is_shown, client) -> None:
    index = QAIndexPageFactory(introduction="<p>Every answer began with a letter.</p>")
    QAPageFactory.create_batch(13, parent=index)
    head = read(client, f"{index.url}{query}").select_one("main .page-head")
    assert ("began with a letter" in head.text) is is_shown


def test_twelve_answers_fit_on_one_page(index: QAIndexPage, client) -> None:
    QAPageFactory.create_batch(12, parent=index)
    soup = read(client, index.url)
    assert len(titles(soup)) == 12
    assert soup.select_one("nav.pagination") is None


def test_the_thirteenth_answer_is_a_link_away(index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, title="The oldest", updated_on=datetime.date(2001, 1, 1))
    QAPageFactory.create_batch(12, parent=index)
    link = read(client, index.url).select_one("a[rel=next]")
    assert titles(read(client, index.url + link["href"])) == ["The oldest"]


def test_the_way_back_to_the_first_page_is_its_plain_address(index: QAIndexPage, client) -> None:
    QAPageFactory.create_batch(13, parent=index)
    soup = read(client, f"{index.url}?page=2")
    assert soup.select_one("a[rel=prev]")["href"] == index.url
    assert soup.select_one("a[rel=next]") is None


def test_each_page_of_the_list_has_a_canonical_address_of_its_own(
    index: QAIndexPage, client
) -> None:
    QAPageFactory.create_batch(13, parent=index)
    canonical = read(client, f"{index.url}?page=2").select_one("link[rel=canonical]")
    assert canonical["href"] == "http://localhost/ask-our-experts/?page=2"


@pytest.mark.parametrize("number", ["0", "2", "999", "abc", "-1", "1.0", "", "１", "9" * 5000])
def test_a_page_that_the_list_does_not_have_is_not_found(
    number: str, index: QAIndexPage, client
) -> None:
    QAPageFactory(parent=index)
    assert client.get(index.url, {"page": number}).status_code == 404


def test_an_empty_section_says_so(index: QAIndexPage, client) -> None:
    assert "Nothing has been answered here yet." in read(client, index.url).main.text


def test_a_topic_lists_only_its_own_answers(index: QAIndexPage, client) -> None:
    topic = TopicFactory(name="Nerves")
    QAPageFactory(parent=index, title="On nerves", topics=[topic])
    QAPageFactory(parent=index, topics=[TopicFactory()])
    soup = read(client, f"{index.url}topics/nerves/")
    assert soup.h1.text == "Nerves"
    assert titles(soup) == ["On nerves"]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_a_topic_lists_only_published_answers(trait: str, index: QAIndexPage, client) -> None:
    QAPageFactory(parent=index, topics=[TopicFactory(name="Nerves")], **{trait: True})
    assert titles(read(client, f"{index.url}topics/nerves/")) == []


def test_a_topic_with_many_answers_has_pages_too(index: QAIndexPage, client) -> None:
    QAPageFactory.create_batch(13, parent=index, topics=[TopicFactory(name="Nerves")])
    address = f"{index.url}topics/nerves/"
    link = read(client, address).select_one("a[rel=next]")
    assert len(titles(read(client, address + link["href"]))) == 1


def test_the_page_of_a_topic_begins_with_its_introduction(index: QAIndexPage, client) -> None:
    words = {"description": "For lists.", "introduction": "<p>A <b>nerve</b> is long.</p>"}
    TopicFactory(name="Nerves", **words)
    head = read(client, f"{index.url}topics/nerves/").select_one(".page-head")
    assert head.select_one(".lead b").text == "nerve"
    assert "For lists." not in head.text


def test_what_is_discussed_most_stands_above_the_answers_of_a_topic(
    index: QAIndexPage, client
) -> None:
    topic = TopicFactory(name="Nerves")
    pages = QAPageFactory.create_batch(13, parent=index, topics=[topic])
    CommentFactory(page=pages[3])
    CommentFactory.create_batch(2, page=pages[5])
    CommentFactory.create_batch(3, page=pages[7], state="pending")
    soup = read(client, f"{index.url}topics/nerves/")
    assert titles(soup.select_one("[aria-labelledby=discussed-heading]")) == [
        pages[5].title,
        pages[3].title,
    ]


@pytest.mark.parametrize("few", [0, 1_000])
def test_a_far_page_holds_what_stands_there(index: QAIndexPage, client, monkeypatch, few) -> None:
    monkeypatch.setattr("site_core.foundation.paging.FAR", 12)
    monkeypatch.setattr("qa.models.tally.FEW", few)
    QAPageFactory.create_batch(20, parent=index)
    long_ago = datetime.date(2020, 1, 2)
    QAPageFactory.create_batch(7, parent=index, updated_on=long_ago)
    for trait in ("draft", "private", "expired"):
        QAPageFactory(parent=index, updated_on=long_ago, **{trait: True})
    QAPageFactory(parent=QAIndexPageFactory(), updated_on=long_ago)
    found = [
        answer.pk
        for number in (1, 2, 3)
        for answer in client.get(f"{index.url}?page={number}").context["answers"]
    ]
    assert found == [answer.pk for answer in index.answers()]
    assert len(found) == 27


def test_related_topics_are_those_that_share_published_answers(index: QAIndexPage, client) -> None:
    nerves, near, nearer = (TopicFactory(name=name) for name in ("Nerves", "Near", "Nearer"))
    QAPageFactory(parent=index, topics=[nerves, near, nearer])
    QAPageFactory(parent=index, topics=[nerves, nearer])
    QAPageFactory(parent=index, topics=[nerves, TopicFactory()], draft=True)
    links = read(client, f"{index.url}topics/nerves/").select("[aria-labelledby=related-heading] a")
    assert [link.text for link in links] == ["Nearer", "Near"]


def test_an_unknown_topic_is_not_found(index: QAIndexPage, client) -> None:
    assert client.get(f"{index.url}topics/unheard-of/").status_code == 404


def test_a_topic_names_its_section_as_the_way_back(index: QAIndexPage, client) -> None:
    TopicFactory(name="Nerves")
    crumbs = read(client, f"{index.url}topics/nerves/").select("nav.breadcrumb li")
    assert [crumb.text.strip() for crumb in crumbs] == ["Home", "Ask", "Nerves"]
