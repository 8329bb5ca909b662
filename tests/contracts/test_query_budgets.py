"""How many SQL statements the pages that readers feel may take, the same at two sizes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qa.comments.bulk import add_comments
from qa.comments.management.commands.fill_thread import made_up
from qa.models import QAPage
from tests.factories import ExpertPageFactory, ImageFactory, QAPageFactory, TopicFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

SMALL, LARGE = 30, 10_000
ARTICLE_BUDGET = 15
DISCUSSION_PAGE_BUDGET = 11
PAGE_FEED_BUDGET = 8
SITE_FEED_BUDGET = 3
LIST_BUDGET = 11
HOME_BUDGET = 11
EXPERT_BUDGET = 12


def article(comments: int) -> QAPage:
    """Return an article with everything on it and *comments* comments under it."""
    picture = {"image": ImageFactory().pk, "alt_text": "A", "caption": "", "credit": "Us"}
    body = [section(f"Section {number}", "Text.") for number in range(3)]
    body[0]["value"]["content"].append({"type": "image", "value": picture})
    topic = TopicFactory()
    other = QAPageFactory(topics=[topic])
    page = QAPageFactory(
        body=body,
        topics=[topic],
        expert=ExpertPageFactory(portrait=ImageFactory()),
        related_answers=[{"type": "answer", "value": other.pk}],
    )
    add_comments(page=page, entries=made_up(comments, depth=4, seed=1))
    return page


def queries_of(client, address: str) -> int:
    client.get(address)  # pictures are made and site paths remembered once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("comments", [SMALL, LARGE])
def test_an_article_stays_in_its_budget(client, comments: int) -> None:
    assert queries_of(client, article(comments).url) <= ARTICLE_BUDGET


def test_ten_thousand_comments_cost_an_article_not_one_query_more(client) -> None:
    page = article(SMALL)
    before = queries_of(client, page.url)
    add_comments(page=page, entries=made_up(LARGE, depth=4, seed=2))
    assert queries_of(client, page.url) == before


@pytest.mark.parametrize("comments", [120, LARGE])
def test_a_later_page_of_the_discussion_stays_in_its_budget(client, comments: int) -> None:
    address = f"{article(comments).url}comments/2/"
    assert queries_of(client, address) <= DISCUSSION_PAGE_BUDGET


@pytest.mark.parametrize("comments", [SMALL, LARGE])
def test_a_discussion_read_from_its_beginning_stays_in_its_budget(client, comments: int) -> None:
    address = f"{article(comments).url}comments/oldest/"
    assert queries_of(client, address) <= DISCUSSION_PAGE_BUDGET


@pytest.mark.parametrize("comments", [120, LARGE])
def test_a_later_page_of_it_stays_in_its_budget(client, comments: int) -> None:
    address = f"{article(comments).url}comments/oldest/2/"
    assert queries_of(client, address) <= DISCUSSION_PAGE_BUDGET


@pytest.mark.parametrize("comments", [SMALL, LARGE])
def test_the_feed_of_an_article_stays_in_its_budget(client, comments: int) -> None:
    assert queries_of(client, f"{article(comments).url}feed/") <= PAGE_FEED_BUDGET


@pytest.mark.parametrize("comments", [SMALL, LARGE])
def test_the_feed_of_the_site_stays_in_its_budget(client, comments: int) -> None:
    article(SMALL)
    article(comments)
    assert queries_of(client, "/comments/feed/") <= SITE_FEED_BUDGET


@pytest.mark.parametrize("answers", [3, 12])
def test_the_list_of_answers_stays_in_its_budget(client, answers: int) -> None:
    pages = [QAPageFactory(topics=[TopicFactory()]) for _ in range(answers)]
    assert queries_of(client, pages[0].get_parent().url) <= LIST_BUDGET


@pytest.mark.parametrize("answers", [3, 12])
def test_the_home_page_stays_in_its_budget(client, answers: int) -> None:
    for _ in range(answers):
        page = QAPageFactory(expert=ExpertPageFactory(portrait=ImageFactory()))
        add_comments(page=page, entries=made_up(5, depth=2, seed=1))
    assert queries_of(client, "/") <= HOME_BUDGET


@pytest.mark.parametrize("answers", [3, 12])
def test_an_expert_page_stays_in_its_budget(client, answers: int) -> None:
    expert = ExpertPageFactory(portrait=ImageFactory())
    for _ in range(answers):
        QAPageFactory(expert=expert)
    assert queries_of(client, expert.url) <= EXPERT_BUDGET
