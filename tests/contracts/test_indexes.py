"""What readers and moderators ask for finds its comments by an index, never by reading them all.

On a few rows PostgreSQL reads a whole table at once, and rightly. Here it may not, and joins row by
row: then it reads a table from end to end only where no index leads to what is asked for. A plan
in which each reading of comments has the condition of an index proves that there is one that fits.
That it is also quick with millions of comments is measured by benchmarks/scale.py.
"""

import json
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from django.db.models import F, Q
from django.urls import reverse
from django_comments.models import Comment as DjangoComment
from wagtail.models import Page

from qa.comments.models import Comment
from qa.models import QAIndexPage, QAPage
from qa.models.tally import by_expert_and_year
from site_core.operations.collector import SiteCollector
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="plans are looked at on PostgreSQL only"
    ),
]

COMMENTS = {"qa_comments_comment", "django_comments_xtd_xtdcomment", "django_comments"}
ROW_BY_ROW = "; ".join(
    f"SET LOCAL enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin")
)


@pytest.fixture
def answer(client) -> QAPage:
    """Return an answer with a discussion, of an expert who moderates and is logged in."""
    with connection.cursor() as cursor:
        # The dead rows that other tests have left make PostgreSQL plan for large tables.
        cursor.execute("TRUNCATE django_comments, qa_qapage CASCADE")
    user = grant(UserFactory(), "moderate_comment", "reply_as_expert", "publish_expert_reply")
    client.force_login(user)
    expert = ExpertPageFactory(user=user)
    page = QAPageFactory(expert=expert, topics=[TopicFactory(name="Nerves")])
    first = CommentFactory(page=page)
    CommentFactory(reply_to=first, expert=expert)
    ReceiptFactory(confirmed=True, comment__page=page, comment__state="pending")
    return page


@pytest.fixture
def reads_all(client) -> Callable[[str], list[dict]]:
    """Return a function that gives the steps of a page's plans that read all comments."""

    def steps(address: str) -> list[dict]:
        asked: list[tuple] = []

        def note(execute, sql, params, many, context):
            asked.append((sql, params))
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            b"".join(client.get(address))
        of_comments = [
            (sql, params)
            for sql, params in asked
            if sql.lstrip(" (\n").startswith(("SELECT", "WITH")) and "comment" in sql
        ]
        assert of_comments
        return [step for sql, params in of_comments for step in bad_steps(sql, params)]

    return steps


def bad_steps(sql: str, params) -> list[dict]:
    return [step for step in plan_of(sql, params) if is_all(step)]


def plan_of(sql: str, params) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(ROW_BY_ROW)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()
    plan = json.loads(found) if isinstance(found, str) else found
    return list(steps_of(plan[0]["Plan"]))


def steps_of(step: dict) -> Iterator[dict]:
    yield step
    for below in step.get("Plans", []):
        yield from steps_of(below)


def is_all(step: dict) -> bool:
    """Whether a step of a plan reads a table of comments from end to end."""
    by_bitmap = step["Node Type"] == "Bitmap Heap Scan"  # the condition stands below
    return step.get("Relation Name") in COMMENTS and not by_bitmap and "Index Cond" not in step


PUBLIC = ("", "comments/oldest/", "feed/", "comment/", "/", "/comments/feed/", "/experts/")
DESK = ("queue", "reported", "unanswered", "spam", "all", "report", "log", "expert")


@pytest.mark.parametrize("path", [*PUBLIC, "expert", "api"])
def test_no_public_page_reads_all_comments(answer: QAPage, reads_all, path: str) -> None:
    special = {
        "expert": answer.expert.url,
        "api": f"/api/v1/answers/{answer.pk}/comments/",
    }
    address = special.get(path, path if path.startswith("/") else answer.url + path)
    assert reads_all(address) == []


@pytest.mark.parametrize("name", DESK)
def test_no_desk_reads_all_comments(answer: QAPage, reads_all, name: str) -> None:
    assert reads_all(reverse(f"qa_desk:{name}")) == []


def steps_for(ask: Callable[[], object]) -> list[dict]:
    """Return the steps of the plans of all that *ask* asks for."""
    asked: list[tuple] = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        ask()
    with connection.cursor() as cursor:
        # The steps of a bitmap do not say of what; and it is cheap to sort a few rows.
        for way in ("bitmapscan", "sort", "incremental_sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    return [step for sql, params in asked for step in plan_of(sql, params)]


def read_by(steps: list[dict], table: str) -> set[tuple[str, str]]:
    """Return how *table* is read, each time with the name of the index."""
    read = [step for step in steps if step.get("Relation Name") == table]
    return {(step["Node Type"], step.get("Index Name", "")) for step in read}


@pytest.mark.parametrize(
    ("hidden_by", "index"),
    [
        ("NOT live", "page_not_live"),
        ("expire_at <= now()", "page_expiring"),
        ("SUBSTR(title, 1, 1) > 'a'", "page_titles"),
        ("depth = 1", "page_depth"),
    ],
)
def test_pages_are_found_by_what_they_are_few_by(hidden_by: str, index: str) -> None:
    found = Page.objects.raw(f"SELECT id FROM wagtailcore_page WHERE {hidden_by}")
    steps = steps_for(lambda: list(found))
    assert {name for _how, name in read_by(steps, "wagtailcore_page")} == {index}


def test_the_explorer_reads_pages_in_the_order_of_an_index(answer: QAPage) -> None:
    last_edited = F("latest_revision_created_at").desc(nulls_last=True)  # Wagtail's own order
    steps = steps_for(lambda: list(Page.objects.order_by(last_edited).values_list("pk")[:50]))
    assert {name for _how, name in read_by(steps, "wagtailcore_page")} == {"page_last_edited"}
    assert not [step for step in steps if "Sort" in step["Node Type"]]


def test_answers_are_counted_in_an_index_without_their_texts(answer: QAPage) -> None:
    section = QAIndexPage.objects.get()
    steps = steps_for(lambda: by_expert_and_year(section))
    assert ("Index Only Scan", "answer_by_expert") in read_by(steps, "qa_qapage")
    assert {how for how, _name in read_by(steps, "qa_qapage")} <= {"Index Only Scan", "Index Scan"}


def test_a_far_page_of_answers_skips_by_an_index_alone(answer: QAPage) -> None:
    keys = QAIndexPage.objects.get()._newest_keys().values("pk")
    steps = steps_for(lambda: list(keys))
    assert read_by(steps, "qa_qapage") == {("Index Only Scan", "answer_newest")}
    assert not read_by(steps, "wagtailcore_page")
    assert not [step for step in steps if "Sort" in step["Node Type"]]


def test_the_newest_comments_are_read_in_the_order_of_an_index(answer: QAPage) -> None:
    newest = Comment.objects.order_by("-posted_at", "-pk").values_list("pk")[:20]
    steps = steps_for(lambda: list(newest))
    assert {name for _how, name in read_by(steps, "qa_comments_comment")} == {"comment_newest"}
    assert not [step for step in steps if "Sort" in step["Node Type"]]


def test_comments_of_a_page_are_read_in_the_order_of_an_index(answer: QAPage) -> None:
    newest = Comment.objects.filter(page=answer).order_by("-posted_at", "-pk")
    steps = steps_for(lambda: list(newest.values_list("pk")[:20]))
    assert {name for _how, name in read_by(steps, "qa_comments_comment")} == {"comment_of_page"}
    assert not [step for step in steps if "Sort" in step["Node Type"]]


def test_what_can_be_read_on_a_page_is_in_an_index_without_its_rows(answer: QAPage) -> None:
    public = Comment.objects.filter(page=answer, state="public", published_at__isnull=False)
    # In the order of the index, for among so few rows PostgreSQL takes any index of pages.
    steps = steps_for(lambda: list(public.order_by("published_at").values_list("published_at")))
    assert read_by(steps, "qa_comments_comment") == {("Index Only Scan", "comment_shown")}


def test_what_is_discussed_most_is_read_in_the_order_of_an_index(answer: QAPage) -> None:
    most = QAPage.objects.most_discussed().values_list("pk")[:12]
    steps = steps_for(lambda: list(most))
    assert {name for _how, name in read_by(steps, "qa_comments_commentcount")} == {
        "comment_count_most"
    }
    assert not [step for step in steps if "Sort" in step["Node Type"]]
    assert not read_by(steps, "qa_comments_comment")


def test_what_experts_replied_lately_is_found_without_all_they_said(answer: QAPage) -> None:
    lately = Comment.objects.filter(expert__isnull=False, published_at__gt="2020-01-01T00:00Z")
    steps = steps_for(lambda: list(lately.order_by("published_at").values_list("published_at")))
    assert {name for _how, name in read_by(steps, "qa_comments_comment")} == {"comment_by_expert"}


def test_any_part_of_a_word_or_a_name_is_found_by_an_index(answer: QAPage) -> None:
    wanted = Q(comment__icontains="iar") | Q(user_name__icontains="iar")  # as Wagtail's listings
    sql, params = DjangoComment.objects.filter(wanted).values("pk").query.sql_with_params()
    names = {step["Index Name"] for step in plan_of(sql, params) if "Index Name" in step}
    assert names == {"comment_words"}


def test_the_metrics_count_in_indexes_without_any_rows(answer: QAPage, monkeypatch) -> None:
    monkeypatch.setattr(connections, "close_all", lambda: None)  # it would end the transaction
    steps = steps_for(lambda: list(SiteCollector().collect()))
    by_state = {("Index Only Scan", name) for name in ("comment_latest", "comment_queue")}
    assert read_by(steps, "qa_comments_comment") <= by_state
    assert read_by(steps, "qa_comments_report") == {("Index Only Scan", "report_waiting")}
