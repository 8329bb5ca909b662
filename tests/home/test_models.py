import datetime

import pytest
from bs4 import BeautifulSoup

from home.models import StandardPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)
from tests.factories.pages import section

pytestmark = pytest.mark.django_db


def front_page(client) -> BeautifulSoup:
    response = client.get("/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def latest_answers(client) -> list[str]:
    links = front_page(client).select("[aria-labelledby=answers-heading] .card__title a")
    return [link.text for link in links]


def test_an_empty_site_has_a_front_page(client) -> None:
    soup = front_page(client)
    assert len(soup.find_all("h1")) == 1
    assert not soup.select("#answers-heading, #experts-heading, #latest-comments")


def test_the_latest_answers_stand_on_the_front_page(client) -> None:
    QAPageFactory(title="Older", updated_on=datetime.date(2020, 1, 1))
    QAPageFactory(title="Newer", updated_on=datetime.date(2021, 1, 1))
    assert latest_answers(client) == ["Newer", "Older"]


def test_no_more_than_six_answers_stand_there(client) -> None:
    QAPageFactory.create_batch(7)
    assert len(latest_answers(client)) == 6


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_only_published_answers_stand_there(trait: str, client) -> None:
    QAPageFactory(**{trait: True})
    assert latest_answers(client) == []


def test_the_latest_comments_stand_there_newest_first(client) -> None:
    page = QAPageFactory()
    CommentFactory(page=page, text="The first word.")
    CommentFactory(page=page, text="The last word.")
    texts = front_page(client).select("#latest-comments .latest__text")
    assert [text.text for text in texts] == ["The last word.", "The first word."]


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam"])
def test_a_comment_that_is_not_public_does_not_stand_there(state: str, client) -> None:
    CommentFactory(state=state)
    assert not front_page(client).select("#latest-comments")


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_a_comment_on_an_unpublished_answer_does_not_stand_there(trait: str, client) -> None:
    CommentFactory(page=QAPageFactory(**{trait: True}))
    assert not front_page(client).select("#latest-comments")


def test_published_experts_stand_there_by_name(client) -> None:
    ExpertPageFactory(title="Zoe")
    ExpertPageFactory(title="Adam")
    ExpertPageFactory(title="Draft", live=False)
    names = front_page(client).select("[aria-labelledby=experts-heading] .card__title a")
    assert [name.text for name in names] == ["Adam", "Zoe"]


def test_each_published_section_of_answers_is_linked(client) -> None:
    QAIndexPageFactory(title="Ask", slug="ask")
    QAIndexPageFactory(live=False)
    links = front_page(client).select(".hero a.button")
    assert [link["href"] for link in links] == ["/ask/"]


def test_the_introduction_stands_at_the_head(client) -> None:
    home = home_page()
    home.introduction = "<p>Ask <b>anything</b>.</p>"
    home.save()
    assert front_page(client).select_one(".hero .lead b").text == "anything"


def test_a_plain_page_shows_its_text_in_sections(client) -> None:
    page = StandardPage(title="About us", body=[section("Who answers", "Four people.")])
    home_page().add_child(instance=page)
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert [heading.text for heading in soup.find_all("h1")] == ["About us"]
    assert soup.h2["id"] == "who-answers"


def featured(client) -> list[str]:
    links = front_page(client).select("[aria-labelledby=featured-heading] .card__title a")
    return [link.text for link in links]


def feature(*pages) -> None:
    home = home_page()
    home.featured_answers = [{"type": "answer", "value": page.pk} for page in pages]
    home.save()


def test_the_editors_choice_stands_above_the_latest_answers_and_not_among_them(client) -> None:
    first, second, third = (QAPageFactory(title=title) for title in ("One", "Two", "Three"))
    feature(second, first)
    assert featured(client) == ["Two", "One"]
    assert latest_answers(client) == [third.title]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_a_choice_that_is_not_published_vanishes(trait: str, client) -> None:
    feature(QAPageFactory(**{trait: True}))
    assert featured(client) == []


def test_a_choice_that_was_deleted_vanishes(client) -> None:
    page = QAPageFactory()
    feature(page)
    page.delete()
    assert featured(client) == []


def test_the_topics_with_most_published_answers_come_first(client) -> None:
    some, many = TopicFactory(name="Some"), TopicFactory(name="Zinc")
    QAPageFactory(topics=[many])
    QAPageFactory(topics=[many, some])
    QAPageFactory(topics=[TopicFactory(name="Drafted")], draft=True)
    links = front_page(client).select("[aria-labelledby=topics-heading] .tags a")
    assert [link["href"].rsplit("/", 2)[1] for link in links] == ["zinc", "some"]


def test_a_reader_can_search_from_there(client) -> None:
    form = front_page(client).select_one("form[role=search]")
    assert form.get("method", "get") == "get"
    assert form["action"] == "/search/"
    assert form.select_one("input[name=q]")["id"] == form.label["for"]
