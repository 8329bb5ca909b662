"""Fills a PostgreSQL database with 100,000 answers and 2,000,000 comments in minutes.

A few answers and conversations are made as usual; the database itself copies them. Indexes are
taken away meanwhile and made anew, and foreign keys are not looked up: both need a superuser.
"""
# ruff: noqa: S608 - what the SQL is put together from stands here

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Min, Model
from django_comments.models import Comment as DjangoComment
from django_comments_xtd.models import XtdComment
from rich.progress import Progress, SpinnerColumn, TextColumn
from wagtail.models import Page

from qa.comments.bulk import add_comments
from qa.comments.counts import put_right
from qa.comments.history import STATE_CHANGED
from qa.comments.management.commands.fill_thread import made_up
from qa.comments.models import Comment, Receipt, Report
from qa.models import QAIndexPage, QAPage
from tests.contracts.copies import NAMING
from tests.factories import (
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    editor,
    grant,
)
from tests.factories.pages import section

ANSWERS, SEEDS, TOPICS, EXPERTS = 100_000, 20, 40, 30
CONVERSATION = 19  # comments on each answer
LONG, LONG_SEED = 100_000, 1_000  # comments in one discussion
WORDS = (
    "Aching Balance Cramps Dizziness Exercise Fatigue Grafts Hands Injury Joints Knees Legs "
    "Muscles Nerves Optic Palsy Questions Relapse Stroke Tremor Ulnar Vision Walking Young Zinc"
).split()
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"  # of tree paths
LONG_SLUG = "the-longest-discussion"
# Slugs of sections, and the names of those who moderate nothing else.
LARGE, SMALL = "ask-our-experts", "a-small-section"
ELSEWHERE = 500  # of how many answers one is in the small section
STATES = ("pending", "spam", "rejected")
EVERY = 40  # of how many copies one has a comment in each of these states


def fill() -> None:
    """Fill the empty database."""
    with Progress(SpinnerColumn(), TextColumn("{task.description}")) as bar:
        task = bar.add_task("Seeds")
        experts = _experts()
        answers = _answers(experts)
        add_comments(page=answers[0], entries=made_up(CONVERSATION, depth=3, seed=1))
        add_comments(page=answers[1], entries=made_up(LONG_SEED, depth=3, seed=2))
        receipt = ReceiptFactory(confirmed=True, comment__page=answers[2])
        with _quickly():
            bar.update(task, description="Answers")
            first = _copy_answers(answers, [expert.pk for expert in experts])
            bar.update(task, description="Comments")
            _copy_comments(answers[0].pk, ANSWERS - SEEDS, f"{first} + n", [e.pk for e in experts])
            _copy_comments(answers[1].pk, LONG // LONG_SEED, str(answers[1].pk), [])
            bar.update(task, description="What moderators see")
            _copy_papers(receipt.pk)
            bar.update(task, description="Indexes")
        _divide()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
            bar.update(task, description="Numbers")
            put_right()
            cursor.execute("VACUUM ANALYZE qa_comments_commentcount")


def _experts() -> list:
    UserFactory(username="editor", is_superuser=True)
    user = UserFactory(username="mod", is_superuser=False)
    grant(user, "moderate_comment", "see_personal_data", "reply_as_expert", "publish_expert_reply")
    first = ExpertPageFactory(title="Dr First", slug="dr-first", user=user)
    return [first, *ExpertPageFactory.create_batch(EXPERTS - 1)]


def _answers(experts: list) -> list[QAPage]:
    for number in range(TOPICS):
        TopicFactory(name=f"{WORDS[number % len(WORDS)]} {number}", slug=f"topic-{number}")
    made = []
    for number in range(SEEDS):
        text = " ".join(entry.text for entry in islice(made_up(12, 0, number), 12))
        made.append(
            QAPageFactory(
                title=f"{WORDS[number]} seed {number}",
                slug=LONG_SLUG if number == 1 else f"seed-{number}",
                expert=experts[number % EXPERTS],
                body=[section(f"Part {part}", text, text) for part in range(4)],
            )
        )
    return made


@contextmanager
def _quickly() -> Iterator[None]:
    """Take the indexes of the large tables away meanwhile, but those that keep rows unique."""
    tables = [kind._meta.db_table for kind in (Page, QAPage, DjangoComment, XtdComment, Comment)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        yield
        for _name, definition in indexes:
            cursor.execute(definition)
        cursor.execute("SET session_replication_role = DEFAULT; RESET synchronous_commit")


def _copy(kind: type[Model], values: dict[str, str], source: str) -> None:
    """Insert what *source* gives: columns as they are, or *values* by their names."""
    table = kind._meta.db_table
    columns = [field.column for field in kind._meta.local_concrete_fields]
    chosen = ", ".join(values.get(column, f'seed."{column}"') for column in columns)
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({named}) SELECT {chosen} FROM {source}")
        for statement in connection.ops.sequence_reset_sql(no_style(), [kind]):
            cursor.execute(statement)


def _one_of(values: Iterable, number: str) -> str:
    values = list(values)
    return f"(ARRAY[{', '.join(map(repr, values))}])[({number}) % {len(values)} + 1]"


def _copy_answers(answers: list[QAPage], experts: list[int]) -> int:
    """Copy the answers; return the number to which that of a copy is added for its key."""
    section_path, url = answers[0].path[: -Page.steplen], answers[0].get_parent().url_path
    first = Page.objects.aggregate(last=Max("pk"))["last"]
    place = f"(n + {SEEDS})"
    steps = (f"substr('{DIGITS}', ({place} / {36**step}) % 36 + 1, 1)" for step in (3, 2, 1, 0))
    title = f"{_one_of(WORDS, 'n * 7')} || ' after treatment ' || n"
    day = "date '2015-01-01' + n % 4000"
    seeds = _one_of((answer.pk for answer in answers), "n")
    numbers = f"generate_series(1, {ANSWERS - SEEDS}) n"
    _copy(
        Page,
        {
            "id": f"{first} + n",
            "path": f"'{section_path}' || {' || '.join(steps)}",
            "slug": "'answer-' || n",
            "title": title,
            "draft_title": title,
            "url_path": f"'{url}answer-' || n || '/'",
            "translation_key": "gen_random_uuid()",
            "latest_revision_id": "NULL",
            "live_revision_id": "NULL",
            "first_published_at": f"({day})::timestamptz",
            "last_published_at": f"({day})::timestamptz",
        },
        f"{numbers} JOIN wagtailcore_page seed ON seed.id = {seeds}",
    )
    _copy(
        QAPage,
        {
            "page_ptr_id": f"{first} + n",
            "updated_on": day,
            "expert_id": _one_of(experts, "n"),
        },
        f"{numbers} JOIN qa_qapage seed ON seed.page_ptr_id = {seeds}",
    )
    filed = QAPage.topics.through._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {filed} (qapage_id, topic_id) SELECT {first} + n, topic.id"
            f" FROM {numbers} JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place"
            f" FROM qa_topic) topic ON place IN (n % {TOPICS} + 1, n * 7 / 3 % {TOPICS} + 1)"
        )
    Page.objects.filter(path=section_path).update(numchild=ANSWERS)
    return first


def _divide() -> None:
    """Move some answers to a small section; each section gets a moderator of its own."""
    large, small = QAIndexPage.objects.get(slug=LARGE), QAIndexPageFactory(slug=SMALL)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_page SET path = %s || right(path, 4), url_path = %s || slug || '/'"
            " WHERE slug LIKE 'answer-%%' AND substr(slug, 8)::int %% %s = 7",
            [small.path, small.url_path, ELSEWHERE],
        )
        moved = cursor.rowcount
    for index, answers in ((large, ANSWERS - moved), (small, moved)):
        QAIndexPage.objects.filter(pk=index.pk).update(numchild=answers)
        user = editor("moderate_comment", "see_personal_data", page=index)
        user.username = index.slug
        user.save()


def _copy_comments(seed: int, times: int, page: str, experts: list[int]) -> None:
    """Copy all comments of the page *seed*, *times* over: to the page that *page* names in SQL."""
    own = Comment.objects.filter(page=seed)
    ends = own.aggregate(first=Min("pk"), last=Max("pk"))
    size = ends["last"] - ends["first"] + 1
    start = Comment.objects.aggregate(last=Max("pk"))["last"] + 1
    keys = list(own.order_by("pk").values_list("pk", flat=True))
    leaves = sorted(set(keys) - set(own.values_list("reply_to", flat=True)))
    hidden = f"(seed.id = ANY(ARRAY{leaves}) AND n % {EVERY} < {len(STATES)})"
    state = _one_of(STATES, f"n % {EVERY}")
    by_expert = f"(seed.id = {leaves[-1]} AND n % 10 = 5)"
    for kind in (DjangoComment, XtdComment, Comment):
        key = kind._meta.pk.column
        at = "interval '1 minute' * n"
        shift = f"{start - ends['first']} + (n - 1) * {size}"
        values = {
            **{column: f'seed."{column}" + {shift}' for column in NAMING},
            "object_pk": f"({page})::text",
            "page_id": page,
            "submit_date": f"seed.submit_date + {at}",
            "posted_at": f"seed.posted_at + {at}",
            "is_public": f"NOT {hidden}",
            "published_at": f"CASE WHEN {hidden} THEN NULL ELSE seed.published_at + {at} END",
            "state": f"CASE WHEN {hidden} THEN {state} ELSE seed.state END",
        }
        if experts:
            values["expert_id"] = f"CASE WHEN {by_expert} THEN {_one_of(experts, 'n / 10')} END"
        values = {name: sql.replace("seed.id", f"seed.{key}") for name, sql in values.items()}
        rows = f"(SELECT * FROM {kind._meta.db_table} WHERE {key} = ANY(ARRAY{keys})) seed"
        _copy(kind, values, f"generate_series(1, {times}) n CROSS JOIN {rows}")


def _copy_papers(receipt: int) -> None:
    """Give comments reports, a history, and copies of one *receipt*."""
    _copy(
        Receipt,
        {
            "comment_id": "c.xtdcomment_ptr_id",
            "key": "gen_random_uuid()",
            "form_id": "NULL",
            "address_key": "'reader ' || c.xtdcomment_ptr_id / 7",
            "posted_at": "c.posted_at",
            "confirmed_at": "c.posted_at",
        },
        f"(SELECT * FROM qa_comments_receipt WHERE comment_id = {receipt}) seed CROSS JOIN"
        f" qa_comments_comment c WHERE c.xtdcomment_ptr_id <> {receipt}"
        " AND (c.state <> 'public' OR c.xtdcomment_ptr_id % 10 = 0)",
    )
    public = Comment.objects.filter(state="public", root=None).order_by("-pk")
    Report.objects.bulk_create(
        Report(comment_id=pk, reason="spam") for pk in public.values_list("pk", flat=True)[:2_000]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO wagtailcore_modellogentry (content_type_id, label, action, data,"
            " timestamp, uuid, content_changed, deleted, object_id)"
            " SELECT (SELECT id FROM django_content_type WHERE app_label = 'qa_comments' AND"
            f" model = 'comment'), 'A comment', '{STATE_CHANGED}',"
            " jsonb_build_object('before', 'pending', 'after', state, 'version', 1, 'via', 'mail'),"
            " posted_at + interval '1 hour', gen_random_uuid(), false, false,"
            " xtdcomment_ptr_id::text FROM qa_comments_comment WHERE state IN ('spam', 'rejected')"
        )
