"""How much the database does for what readers feel, the same at several sizes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qa.comments.bulk import add_comments
from qa.comments.management.commands.fill_thread import made_up
from qa.experts.models import Specialism
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
    TopicFactory,
    comment_form,
    home_page,
)
from tests.factories.pages import section
from tests.qa.search.searching import build_index

pytestmark = pytest.mark.django_db

SMALL, LATER, LARGE = 30, 120, 10_000
ARTICLE_BUDGET = 15
DISCUSSION_PAGE_BUDGET = 11
PAGE_FEED_BUDGET = 8
SITE_FEED_BUDGET = 3
LIST_BUDGET = 11
TOPIC_BUDGET = 12
HOME_BUDGET = 11
EXPERT_BUDGET = 16  # two of them for the replies in discussions
EXPERTS_BUDGET = 13
SEARCH_BUDGET = 24
SUGGESTIONS_BUDGET = 7
# What other programs ask for.
MACHINE_BUDGETS = {
    "/feed/": 5,
    "/ask-our-experts/feed/": 5,
    "/llms.txt": 5,
    "/sitemap.xml": 20,
    "/api/v1/answers/": 4,
    "/api/v1/topics/": 3,
    "/api/v1/experts/": 3,
}

# What shows the comments of an article, and from how many comments on there is such a page.
SHOW_COMMENTS = {
    "": (SMALL, ARTICLE_BUDGET),
    "comments/oldest/": (SMALL, DISCUSSION_PAGE_BUDGET),
    "feed/": (SMALL, PAGE_FEED_BUDGET),
    "comments/2/": (LATER, DISCUSSION_PAGE_BUDGET),
    "comments/oldest/2/": (LATER, DISCUSSION_PAGE_BUDGET),
    "/comments/feed/": (SMALL, SITE_FEED_BUDGET),
}

numbers = count(1)


def article() -> QAPage:
    """Return an article with everything on it but comments."""
    picture = {"image": ImageFactory().pk, "alt_text": "A", "caption": "", "credit": "Us"}
    body = [section(f"Section {number}", "Text.") for number in range(3)]
    body[0]["value"]["content"].append({"type": "image", "value": picture})
    topic = TopicFactory()
    other = QAPageFactory(topics=[topic])
    return QAPageFactory(
        body=body,
        topics=[topic],
        expert=ExpertPageFactory(portrait=ImageFactory()),
        related_answers=[{"type": "answer", "value": other.pk}],
        comment_policy="open",
    )


def fill(page: QAPage, comments: int) -> None:
    """Add comments to the page until there are as many."""
    missing = comments - page.discussion_comments.count()
    add_comments(page=page, entries=made_up(missing, depth=4, seed=comments))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself on a site that is used


def queries_of(client, address: str) -> int:
    client.get(address)  # pictures are made and site paths remembered once
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_what_shows_comments_stays_in_its_budget_however_many_there_are(client, subtests) -> None:
    fill(article(), SMALL)  # elsewhere on the site
    page = article()
    few: dict[str, int] = {}
    for comments in (SMALL, LATER, LARGE):
        fill(page, comments)
        for path, (at_least, budget) in SHOW_COMMENTS.items():
            if comments < at_least:
                continue
            with subtests.test(path, comments=comments):
                number = queries_of(client, urljoin(page.url, path))
                assert number <= budget
                assert number == few.setdefault(path, number)  # not one query more


def test_the_notice_under_expert_replies_costs_nothing(client) -> None:
    page = article()
    CommentFactory(page=page)
    before = queries_of(client, page.url)
    for _ in range(3):
        CommentFactory(page=page, expert=ExpertPageFactory())
    assert "not advice on your own case" in client.get(page.url).text
    assert queries_of(client, page.url) == before


@contextmanager
def work_of_the_database() -> Iterator[Callable[[], int]]:
    """Give a function that returns what the database has done since: rows read, or SQLite's steps.

    Neither depends on how busy the machine is.
    """
    if connection.vendor == "postgresql":
        before = _rows_of_this_transaction()
        yield lambda: _rows_of_this_transaction() - before
        return
    steps = count()
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: next(steps) < 0, 10)
    yield lambda: next(steps)
    connection.connection.set_progress_handler(None, 0)


def _rows_of_this_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables"
            " WHERE relname LIKE '%comment%'"
        )
        return int(cursor.fetchone()[0])


def work_for(what: Callable[[], None]) -> int:
    what()  # what is only done once
    with work_of_the_database() as done:
        what()
        return done()


def post_reply(client, page: QAPage) -> None:
    """Post a reply to the page's first comment through the form, from a network of its own."""
    number, first = next(numbers), page.discussion_comments.order_by("pk").first()
    response = client.post(
        f"{page.url}comment/?reply_to={first.pk}",
        comment_form(email=f"reader{number}@example.org", follow="on"),
        REMOTE_ADDR=f"10.0.{number}.1",
    )
    assert response.status_code == 302, response.content.decode()


def look_at(client, path: str) -> None:
    assert client.get(path).status_code == 200


def test_what_concerns_one_comment_is_no_more_work_in_a_long_discussion(client, subtests) -> None:
    page = article()
    fill(page, SMALL)
    newest = page.discussion_comments.order_by("pk").last()
    kinds = {
        "posting a reply": lambda: post_reply(client, page),
        "replying": lambda: look_at(client, f"{page.url}comment/?reply_to={newest.pk}"),
        "reporting": lambda: look_at(client, f"{page.url}comments/c{newest.pk}/report/"),
    }
    few = {kind: work_for(what) for kind, what in kinds.items()}
    fill(page, LARGE)
    for kind, what in kinds.items():
        with subtests.test(kind):
            assert work_for(what) <= 1.2 * few[kind] + 20


@pytest.fixture
def budget_holds(client, subtests) -> Callable[..., None]:
    """Return a function that looks at addresses with budgets, with few rows and then with many."""

    def hold(fill_up: Callable[[int], None], budgets: dict[str, int]) -> None:
        few: dict[str, int] = {}
        for rows in (13, 12):  # at first more than one page of a list holds
            fill_up(rows)
            for address, budget in budgets.items():
                with subtests.test(address, rows=rows):
                    number = queries_of(client, address)
                    assert number <= budget
                    assert number == few.setdefault(address, number)  # not one query more

    return hold


def test_lists_of_answers_stay_in_their_budget(budget_holds) -> None:
    nerves = TopicFactory(name="Nerves")

    def fill_up(rows: int) -> None:
        for _ in range(rows):
            page = QAPageFactory(
                title=f"What helps {next(numbers)}",
                topics=[nerves, TopicFactory()],
                expert=ExpertPageFactory(),
            )
            CommentFactory(page=page)

    whole = "/ask-our-experts/"
    budgets = {
        whole: LIST_BUDGET,
        f"{whole}?topic=nerves&year=2024&sort=discussed": LIST_BUDGET + 1,
        f"{whole}topics/nerves/": TOPIC_BUDGET,
        f"{whole}a-z/": LIST_BUDGET,
        f"{whole}a-z/w/": LIST_BUDGET,
    }
    budget_holds(fill_up, budgets)


def test_the_home_page_stays_in_its_budget(budget_holds) -> None:
    home = home_page()

    def fill_up(rows: int) -> None:
        for _ in range(rows):
            expert = ExpertPageFactory(portrait=ImageFactory())
            page = QAPageFactory(expert=expert, topics=[TopicFactory()])
            add_comments(page=page, entries=made_up(5, depth=2, seed=1))
            home.featured_answers.append(("answer", page))
        home.save()

    budget_holds(fill_up, {"/": HOME_BUDGET})


def test_pages_of_experts_stay_in_their_budget(budget_holds) -> None:
    expert = ExpertPageFactory(portrait=ImageFactory(), specialisms=[Specialism(name="Pain")])

    def fill_up(rows: int) -> None:
        for _ in range(rows):
            answer = QAPageFactory(expert=expert)
            CommentFactory(reply_to=CommentFactory(page=answer), expert=expert)
            ExpertPageFactory(portrait=ImageFactory(), specialisms=[Specialism(name="Pain")])

    budget_holds(
        fill_up,
        {
            expert.url: EXPERT_BUDGET,
            "/experts/": EXPERTS_BUDGET,
            "/experts/?specialism=Pain": EXPERTS_BUDGET,
        },
    )


@pytest.mark.parametrize("answers", [3, 12])
def test_a_search_stays_in_its_budget(client, answers: int) -> None:
    expert = ExpertPageFactory(title="Dr Nerve", portrait=ImageFactory())
    for number in range(answers):
        topic = TopicFactory(name=f"Nerve topic {number}")
        page = QAPageFactory(title=f"Nerve {number}", expert=expert, topics=[topic])
        CommentFactory(page=page, text="My nerve.")
    build_index()
    assert queries_of(client, "/search/?q=nerve") <= SEARCH_BUDGET
    assert (
        queries_of(client, "/search/?q=nervee+violin") <= SEARCH_BUDGET + 12
    )  # help with spelling
    assert queries_of(client, "/search/suggest/?q=ner") <= SUGGESTIONS_BUDGET


@pytest.mark.parametrize("answers", [3, 12])
def test_what_other_programs_ask_for_stays_in_its_budget(client, answers: int, subtests) -> None:
    for _ in range(answers):
        page = article()
        page.introduction = f'<p><a linktype="page" id="{page.get_parent().pk}">All</a></p>'
        page.save()
        client.get(page.url)
    for address, budget in MACHINE_BUDGETS.items():
        with subtests.test(address):
            assert queries_of(client, address) <= budget
