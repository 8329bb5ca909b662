"""What an answer lists and recommends, and the markup that outside checks rely on."""

import datetime
import itertools
import re

import pytest
from bs4 import BeautifulSoup

from qa.blocks.body import RESERVED_ANCHORS, anchor_is_free
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
    home_page,
)
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

THREE = [section("First", "Text."), section("Second", "Text."), section("Third", "Text.")]


def choose(page: QAPage, *answers: QAPage) -> None:
    """Let the editor of *page* choose *answers* to be read next."""
    page.related_answers = [("answer", answer) for answer in answers]
    page.save()


@pytest.fixture
def answer() -> QAPage:
    """An answer of three sections on one topic, with references."""
    references = {"type": "references", "value": [{"title": "A study"}]}
    return QAPageFactory(
        title="Can nerves heal?",
        slug="can-nerves-heal",
        asker_name="Ada",
        asked_on=datetime.date(2020, 1, 2),
        updated_on=datetime.date(2024, 5, 6),
        expert=ExpertPageFactory(title="Dr Jane Roe", slug="jane-roe", post_nominals="MD"),
        body=[*THREE, references],
        topics=[TopicFactory(name="Nerves")],
    )


@pytest.fixture
def soup(answer: QAPage, client) -> BeautifulSoup:
    response = client.get("/ask-our-experts/can-nerves-heal/")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_two_sections_need_no_contents() -> None:
    assert QAPageFactory(body=THREE[:2]).contents() == []


def test_from_three_sections_on_there_are_contents() -> None:
    contents = QAPageFactory(body=THREE).contents()
    assert [value["heading"] for value in contents] == ["First", "Second", "Third"]


def test_cleaning_an_answer_gives_anchors_to_its_sections() -> None:
    page = QAPageFactory(body=THREE)
    page.full_clean()
    assert [value["anchor"] for value in page.sections()] == ["first", "second", "third"]


def test_the_editors_choice_comes_first_and_in_the_editors_order() -> None:
    topic = TopicFactory()
    page, first, second = QAPageFactory.create_batch(3)
    page.topics = [topic]
    by_topic = QAPageFactory(topics=[topic], updated_on=datetime.date(2026, 1, 1))
    choose(page, first, second)  # where nobody chose, the later one would come first
    assert page.related() == [first, second, by_topic]


def test_more_shared_topics_come_before_fewer() -> None:
    one, two = TopicFactory.create_batch(2)
    page = QAPageFactory(topics=[one, two])
    close = QAPageFactory(topics=[one, two], updated_on=datetime.date(2020, 1, 1))
    QAPageFactory(topics=[one], updated_on=datetime.date(2026, 1, 1))
    assert page.related()[0] == close


def test_an_answer_sharing_several_topics_is_recommended_once() -> None:
    topics = TopicFactory.create_batch(3)
    page, other = QAPageFactory(topics=topics), QAPageFactory(topics=topics)
    assert page.related() == [other]


def test_an_answer_never_recommends_itself() -> None:
    page = QAPageFactory(topics=[TopicFactory()])
    choose(page, page)
    assert page.related() == []


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_what_is_not_for_everybody_is_not_recommended_even_if_chosen(trait: str) -> None:
    topic = TopicFactory()
    page = QAPageFactory(topics=[topic])
    choose(page, QAPageFactory(topics=[topic], **{trait: True}))
    assert page.related() == []


def test_an_answer_without_topics_or_choice_recommends_nothing() -> None:
    page, _other = QAPageFactory.create_batch(2)
    assert page.related() == []


def test_at_most_four_answers_are_recommended() -> None:
    topic = TopicFactory()
    page = QAPageFactory(topics=[topic])
    QAPageFactory.create_batch(5, topics=[topic])
    assert len(page.related()) == 4


def test_an_answer_never_saved_can_be_previewed() -> None:
    QAPageFactory(topics=[TopicFactory()])
    preview = QAPage(title="New", question="<p>Why?</p>")
    response = preview.make_preview_request(preview_mode="")
    assert "<h1>New</h1>" in response.rendered_content


def test_the_breadcrumb_leads_home_by_way_of_the_section(soup: BeautifulSoup) -> None:
    links = soup.select("nav[aria-label=Breadcrumb] a")
    assert [link.text for link in links] == ["Home", "Ask our experts"]


def test_the_last_crumb_is_the_page_itself(soup: BeautifulSoup) -> None:
    crumb = soup.select_one("nav[aria-label=Breadcrumb] [aria-current=page]")
    assert crumb.text == "Can nerves heal?"


def test_there_is_one_first_level_heading_the_title(soup: BeautifulSoup) -> None:
    assert [heading.text for heading in soup.find_all("h1")] == ["Can nerves heal?"]


def test_the_byline_links_to_the_expert(soup: BeautifulSoup) -> None:
    authors = [(link.text, link["href"]) for link in soup.select("a[rel=author]")]
    assert authors == [("Dr Jane Roe", "/experts/jane-roe/")]


def test_the_byline_of_an_unpublished_expert_keeps_the_name_without_a_link(client) -> None:
    page = QAPageFactory(expert=ExpertPageFactory(title="Dr Gone", live=False))
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert "Dr Gone" in soup.select_one(".byline__name").text
    assert soup.select_one("[rel=author]") is None


def test_the_day_of_the_last_revision_is_machine_readable(soup: BeautifulSoup) -> None:
    time = soup.select_one(".facts time[datetime]")
    assert (time["datetime"], time.text) == ("2024-05-06", "6 May 2024")


def test_the_question_names_its_asker_and_its_day(soup: BeautifulSoup) -> None:
    question = soup.select_one("section#question")
    assert "What can be done?" in question.text
    assert "Ada" in question.select_one(".question__asker").text
    assert question.select_one("time")["datetime"] == "2020-01-02"


def test_every_section_has_a_second_level_heading_with_an_id(soup: BeautifulSoup) -> None:
    headings = soup.select("#answer section.section > h2")
    assert [(h.text, h["id"]) for h in headings] == [
        ("First", "first"),
        ("Second", "second"),
        ("Third", "third"),
    ]


def test_the_contents_link_to_the_sections(soup: BeautifulSoup) -> None:
    targets = [link["href"].removeprefix("#") for link in soup.select("nav#contents a")]
    assert targets == [
        *(heading["id"] for heading in soup.select("section.section > h2")),
        "comments",
    ]


def test_the_discussion_is_a_section_of_the_page(soup: BeautifulSoup) -> None:
    assert len(soup.select("section#comments")) == 1


def test_a_topic_links_to_its_list(soup: BeautifulSoup) -> None:
    link = soup.select_one(".answer__head .tags a")
    assert (link.text, link["href"]) == ("Nerves", "/ask-our-experts/topics/nerves/")


def test_related_answers_are_shown(answer: QAPage, client) -> None:
    choose(answer, QAPageFactory(title="Read this next"))
    soup = BeautifulSoup(client.get(answer.url).content, "html.parser")
    assert soup.select_one("section#related h3").text == "Read this next"


def test_the_page_names_its_own_address_as_the_canonical_one(soup: BeautifulSoup) -> None:
    canonical = soup.select_one("link[rel=canonical]")["href"]
    assert canonical == "http://localhost/ask-our-experts/can-nerves-heal/"


def test_no_heading_level_is_skipped(soup: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_a_section_can_never_get_an_id_that_the_page_uses(answer: QAPage, client) -> None:
    choose(answer, QAPageFactory())
    CommentFactory(page=answer)
    soup = BeautifulSoup(client.get(answer.url).content, "html.parser")
    used = {tag["id"] for tag in soup.select("[id]")} - {"first", "second", "third"}
    assert {name for name in used if anchor_is_free(name, RESERVED_ANCHORS)} == set()


def test_every_id_stands_once_on_the_page(answer: QAPage, client) -> None:
    choose(answer, QAPageFactory())
    CommentFactory(reply_to=CommentFactory(page=answer))
    soup = BeautifulSoup(client.get(answer.url).content, "html.parser")
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("trait", ["draft", "expired"])
def test_an_answer_that_is_not_published_is_not_found(trait: str, client) -> None:
    assert client.get(QAPageFactory(**{trait: True}).url).status_code == 404


def test_an_answer_in_the_admin_can_be_opened_for_editing(answer: QAPage, client) -> None:
    client.force_login(UserFactory(admin=True))
    assert client.get(f"/admin/pages/{answer.pk}/edit/").status_code == 200


def test_the_address_of_an_answer_hangs_below_its_section(answer: QAPage) -> None:
    assert answer.get_parent().get_parent().specific == home_page()
