"""The newest answers as feeds, as a feed reader reads them."""

from datetime import UTC, datetime

import feedparser
import pytest

from tests.factories import ExpertPageFactory, QAIndexPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def feed(client, address: str) -> feedparser.FeedParserDict:
    response = client.get(address)
    assert response.status_code == 200
    found = feedparser.parse(
        response.content, response_headers={"content-type": response["Content-Type"]}
    )
    assert not found.bozo, found.bozo_exception
    return found


def feeds_of(page) -> list[str]:
    above = page.get_parent().url
    return ["/feed/", f"{above}feed/", f"{above}topics/nerves/feed/"]


@pytest.fixture
def answer():
    return QAPageFactory(title="Nerves & <more>", topics=[TopicFactory(slug="nerves")])


def test_a_feed_says_what_it_is_and_where(client, answer, subtests) -> None:
    for address in feeds_of(answer):
        with subtests.test(address):
            found = feed(client, address)
            links = {one.rel: one.href for one in found.feed.links}
            assert found.version == "atom10"
            assert links["self"] == found.feed.id == f"http://localhost{address}"
            assert links["alternate"] == f"http://localhost{address.removesuffix('feed/')}"
            assert found.feed.title.startswith("Latest answers – ")
            assert found.feed.updated_parsed


def test_an_entry_says_who_answered_what_and_when(client, answer, subtests) -> None:
    for address in feeds_of(answer):
        with subtests.test(address):
            (entry,) = feed(client, address).entries
            assert entry.title == "Nerves & <more>"
            assert entry.link == answer.full_url
            assert entry.author_detail.name == answer.expert.title
            assert entry.author_detail.href == answer.expert.full_url
            assert entry.published_parsed[:3] == (2024, 5, 6)
            assert entry.updated_parsed


def test_an_entry_has_the_question_and_the_short_answer(client) -> None:
    other = QAPageFactory(title="Other")
    linked = f'<p>See <a linktype="page" id="{other.pk}">there</a>.</p>'
    QAPageFactory(question="<p>Why?</p>", introduction=linked)
    entry = feed(client, "/feed/").entries[0]
    assert "<blockquote><p>Why?</p></blockquote>" in entry.content[0].value
    assert f'<a href="{other.full_url}">there</a>' in entry.content[0].value


def test_ids_are_unique_and_stay_when_a_page_moves(client, answer) -> None:
    QAPageFactory()
    before = {entry.id for entry in feed(client, "/feed/").entries}
    answer.slug = "elsewhere"
    answer.save()
    assert {entry.id for entry in feed(client, "/feed/").entries} == before
    assert len(before) == 2


def test_each_feed_holds_its_own_answers_newest_first(client, answer) -> None:
    newer = QAPageFactory(topics=answer.topics.all(), updated_on=datetime(2025, 1, 1, tzinfo=UTC))
    elsewhere = QAPageFactory(parent=QAIndexPageFactory(), topics=answer.topics.all())
    without = QAPageFactory()
    links = [[entry.link for entry in feed(client, one).entries] for one in feeds_of(answer)]
    assert links[0] == [newer.full_url, without.full_url, elsewhere.full_url, answer.full_url]
    assert links[1] == [newer.full_url, without.full_url, answer.full_url]
    assert links[2] == [newer.full_url, answer.full_url]


def test_an_expert_without_a_published_profile_is_named_without_address(client) -> None:
    expert = ExpertPageFactory(title="Dr Known", live=False)
    QAPageFactory(expert=expert)
    author = feed(client, "/feed/").entries[0].author_detail
    assert author == {"name": "Dr Known"}


@pytest.mark.parametrize(
    "path", ["nowhere/feed/", "experts/feed/", "%00/feed/", "ask/topics/x/feed/"]
)
def test_there_is_no_feed_of_what_is_no_section(client, path: str) -> None:
    QAPageFactory()
    assert client.get(f"/{path}").status_code == 404


def test_a_topic_that_nobody_knows_has_no_feed(client, answer) -> None:
    assert client.get(f"{answer.get_parent().url}topics/unknown/feed/").status_code == 404
