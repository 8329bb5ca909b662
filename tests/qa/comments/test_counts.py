"""How many comments lists say there are."""

from functools import partial
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from qa.comments import author, counts, moderation, replying, services
from qa.comments.bulk import add_comments
from qa.comments.counts import with_comment_count
from qa.comments.management.commands.fill_thread import made_up
from qa.comments.models import Comment, CommentCount
from qa.comments.states import TRANSITIONS, CommentState
from qa.models import QAPage
from qa.notifications.worker import housekeeping
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
)

from .counting import kept_numbers, real_numbers

pytestmark = pytest.mark.django_db


def number_on(page: QAPage) -> int:
    return with_comment_count(QAPage.objects.filter(pk=page.pk)).get().comment_count


def test_public_comments_are_counted() -> None:
    page = QAPageFactory()
    assert number_on(page) == 0
    CommentFactory(reply_to=CommentFactory(page=page))
    CommentFactory()
    assert number_on(page) == 2


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam"])
def test_what_readers_do_not_see_is_not_counted(state: str) -> None:
    assert number_on(CommentFactory(state=state).page.specific) == 0


def test_replies_below_a_hidden_comment_are_not_counted() -> None:
    parent = CommentFactory()
    CommentFactory(reply_to=CommentFactory(reply_to=parent))
    services.set_state(comment=parent, to="pending")
    assert number_on(parent.page.specific) == 0


def test_a_hidden_discussion_counts_nothing() -> None:
    page = QAPageFactory(comment_policy="hidden")
    CommentFactory(page=page)
    assert number_on(page) == 0


@pytest.fixture
def thread() -> dict[str, Comment]:
    """Return a conversation by name: of a reader with an expert, and what others say below."""
    expert = ExpertPageFactory()
    asked = CommentFactory()
    replied = CommentFactory(reply_to=asked, expert=expert)
    asked_again = CommentFactory(reply_to=replied)
    return {
        "asked": asked,
        "replied": replied,
        "asked again": asked_again,
        "said": CommentFactory(reply_to=asked_again),
        "alone": CommentFactory(page=asked.page),
    }


def test_the_numbers_kept_of_a_conversation_are_those_it_has(thread) -> None:
    assert kept_numbers() == real_numbers() == {thread["asked"].page_id: (5, 2)}


@pytest.mark.parametrize("name", ["asked", "replied", "asked again", "said", "alone"])
@pytest.mark.parametrize("to", sorted(CommentState))
def test_the_numbers_are_right_after_each_change_of_state(thread, name: str, to: str) -> None:
    if to not in TRANSITIONS[CommentState.PUBLIC]:
        pytest.skip("No way leads there.")
    services.set_state(comment=thread[name], to=to)
    assert kept_numbers() == real_numbers()
    for again in sorted(TRANSITIONS[CommentState(to)]):
        services.set_state(comment=thread[name], to=again)
        assert kept_numbers() == real_numbers()


@pytest.mark.parametrize("name", ["asked", "replied", "asked again", "said"])
def test_the_numbers_are_right_after_a_decision_is_undone(thread, name: str) -> None:
    user, comment = UserFactory(), thread[name]
    made = moderation.decide(comment=comment, version=comment.version, to="rejected", by=user)
    assert kept_numbers() == real_numbers() != {}
    moderation.undo(comment=comment, entry_id=made.pk, by=user)
    assert kept_numbers() == real_numbers() == {comment.page_id: (5, 2)}


@pytest.mark.parametrize("state", sorted(CommentState))
@pytest.mark.parametrize("by_expert", [False, True])
@pytest.mark.parametrize("name", ["asked again", "alone", None])
def test_the_numbers_are_right_after_each_new_comment(
    thread, name: str | None, by_expert: bool, state: str
) -> None:
    CommentFactory(
        page=thread["asked"].page,
        reply_to=thread[name] if name else None,
        expert=ExpertPageFactory() if by_expert else None,
        state=state,
    )
    assert kept_numbers() == real_numbers()


def test_what_is_declined_and_taken_back_waits_no_more_and_again(thread) -> None:
    alone, user = thread["alone"], UserFactory()
    replying.decline(comment=alone, version=0, reason="other", detail="", user=user)
    assert kept_numbers() == real_numbers() == {alone.page_id: (5, 1)}
    replying.take_back_decline(comment=alone, user=user)
    assert kept_numbers() == real_numbers() == {alone.page_id: (5, 2)}


def test_what_is_erased_by_its_author_is_counted_no_more() -> None:
    first = ReceiptFactory(confirmed=True)
    first.is_held_by_owner = True
    address = {"comment__email": first.comment.user_email, "email": first.comment.user_email}
    CommentFactory(reply_to=first.comment)
    ReceiptFactory(confirmed_at=first.confirmed_at, **address)
    assert author.erase(first) == 2
    assert kept_numbers() == real_numbers() == {first.comment.page_id: (1, 0)}


def test_many_comments_at_once_are_counted() -> None:
    page = CommentFactory().page
    add_comments(page=page, entries=made_up(30, depth=4, seed=1))
    assert kept_numbers() == real_numbers()
    assert real_numbers()[page.pk][0] == 31


def test_numbers_that_are_wrong_are_put_right(thread) -> None:
    right = kept_numbers()
    CommentCount.objects.update(public=100, unanswered=-3)
    assert counts.put_right() == 1
    assert kept_numbers() == right
    assert counts.put_right() == 0


def test_numbers_that_are_missing_are_made(thread) -> None:
    right = kept_numbers()
    CommentCount.objects.all().delete()
    assert counts.put_right() == 1
    assert kept_numbers() == right


def test_a_page_that_is_deleted_meanwhile_stops_nobody(thread, monkeypatch) -> None:
    def deleted(page_id: int) -> None:
        raise IntegrityError

    monkeypatch.setattr(counts, "count_anew", deleted)
    CommentCount.objects.update(public=100)
    assert counts.put_right() == 0


def test_who_finds_no_numbers_counts_what_is_there_already(thread) -> None:
    CommentCount.objects.all().delete()
    CommentFactory(reply_to=thread["said"])
    assert kept_numbers() == real_numbers()


def test_who_finds_no_numbers_counts_once() -> None:
    with CaptureQueriesContext(connection) as captured:
        CommentFactory(page=QAPageFactory())
    table = CommentCount._meta.db_table
    # In vain, and then the numbers of the row that was made.
    written = [one["sql"] for one in captured if one["sql"].startswith(f'UPDATE "{table}"')]
    assert len(written) == 2
    assert kept_numbers() == real_numbers()


def test_housekeeping_puts_all_numbers_right_in_a_day(thread, monkeypatch) -> None:
    right = kept_numbers()
    CommentCount.objects.update(public=0)
    today = timezone.now()
    for hour in range(24):
        monkeypatch.setattr(timezone, "now", partial(today.replace, hour=hour))
        housekeeping.send(sender=None)
    assert kept_numbers() == right


def test_housekeeping_looks_at_a_part_of_the_site_each_hour(thread, monkeypatch) -> None:
    CommentCount.objects.update(public=100)
    [page_id] = CommentCount.objects.values_list("pk", flat=True)
    another = timezone.now().replace(hour=(page_id + 1) % 24)
    monkeypatch.setattr(timezone, "now", lambda: another)
    housekeeping.send(sender=None)
    assert CommentCount.objects.get().public == 100


def test_the_migration_counts_what_is_there(thread) -> None:
    services.set_state(comment=thread["asked again"], to="pending")
    replying.decline(comment=thread["alone"], version=0, reason="other", detail="", user=None)
    CommentFactory(page__live=False)
    right = kept_numbers()
    CommentCount.objects.all().delete()
    migration = import_module("qa.comments.migrations.0015_count_comments")
    migration.count(apps, SimpleNamespace(connection=connection))
    assert kept_numbers() == right
