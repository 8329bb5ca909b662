"""However often a button is pressed: one comment, one confirmation, one mail."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.db.transaction import atomic
from django.test import Client
from wagtail.models import ModelLogEntry

from qa.comments.history import STATE_CHANGED
from qa.comments.links import approve_path, confirm_path
from qa.comments.models import Comment, ConsentStatement, Receipt
from qa.comments.policy import CommentPolicy
from qa.comments.services import set_state
from qa.comments.states import CommentState
from qa.comments.waiting import tell_of_waiting
from qa.models import QAPage
from qa.notifications.letters import letters, waiting_for
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    QAPageFactory,
    UserFactory,
    comment_form,
)

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 10


def at_once(what: Callable) -> list:
    """Return what ten threads get that begin at the same moment."""
    start = Barrier(TIMES)

    def one(_number: int):
        start.wait(30)
        return in_a_connection_of_its_own(what)

    with ThreadPoolExecutor(TIMES) as threads:
        return list(threads.map(one, range(TIMES)))


def in_a_connection_of_its_own(what: Callable):
    try:
        return what()
    finally:
        connections.close_all()


@pytest.fixture
def article(db) -> QAPage:
    return QAPageFactory(comment_policy=CommentPolicy.OPEN)


@pytest.mark.parametrize("is_reply", [False, True], ids=["comment", "reply"])
def test_one_sheet_posted_many_times_at_once_gives_one_comment(article, is_reply: bool) -> None:
    answered = CommentFactory(page=article)
    address = f"{article.url}comment/" + (f"?reply_to={answered.pk}" if is_reply else "")
    fields = comment_form(email="ada@example.org", follow="on")
    responses = at_once(lambda: Client().post(address, fields))
    assert {response.status_code for response in responses} == {302}
    assert len({response.url for response in responses}) == 1
    assert Comment.objects.exclude(pk=answered.pk).count() == Receipt.objects.count() == 1
    assert letters().count() == 1
    answered.refresh_from_db()
    assert answered.nested_count == is_reply


def test_different_texts_on_one_sheet_are_comments_of_their_own(article) -> None:
    fields = comment_form()
    texts = iter([f"Thought {number}." for number in range(TIMES)])
    responses = at_once(
        lambda: Client().post(f"{article.url}comment/", {**fields, "text": next(texts)})
    )
    assert len({response.url for response in responses}) == TIMES == Receipt.objects.count()


def test_the_consent_statement_is_kept_once_though_many_agree_to_it_first(article) -> None:
    at_once(lambda: Client().post(f"{article.url}comment/", comment_form()))
    assert Receipt.objects.count() == TIMES
    assert ConsentStatement.objects.count() == 1


@pytest.fixture
def unconfirmed(article) -> Receipt:
    Client().post(f"{article.url}comment/", comment_form(email="ada@example.org", follow="on"))
    return Receipt.objects.get()


def state_changes() -> list[str]:
    entries = ModelLogEntry.objects.filter(action=STATE_CHANGED).order_by("pk")
    return [entry.data["after"] for entry in entries]


def test_the_confirm_button_pressed_many_times_at_once_confirms_once(
    unconfirmed, deliver_mail
) -> None:
    path = confirm_path(unconfirmed)
    responses = at_once(lambda: Client().post(path))
    assert {response.status_code for response in responses} == {302}
    assert state_changes() == [CommentState.PUBLIC]
    assert deliver_mail() == []  # its author has just been told on the page


def test_a_comment_that_many_moderators_publish_at_once_is_told_to_its_author_once(
    unconfirmed, deliver_mail
) -> None:
    QAPage.objects.update(comment_policy=CommentPolicy.HOLD_ALL)
    Client().post(confirm_path(unconfirmed))
    at_once(lambda: set_state(comment=unconfirmed.comment, to=CommentState.PUBLIC))
    assert state_changes() == [CommentState.PENDING, CommentState.PUBLIC]
    assert len(deliver_mail()) == 1


@pytest.mark.parametrize("to", [CommentState.PUBLIC, CommentState.WITHDRAWN])
def test_a_decision_made_while_the_address_is_confirmed_stands(unconfirmed, to: str) -> None:
    QAPage.objects.update(comment_policy=CommentPolicy.HOLD_ALL)
    path = confirm_path(unconfirmed)
    with ThreadPoolExecutor(1) as other:
        with atomic():
            set_state(comment=unconfirmed.comment, to=to)
            pressed = other.submit(in_a_connection_of_its_own, lambda: Client().post(path))
            time.sleep(0.5)  # until it waits for the row
        assert pressed.result(30).status_code == 302
    assert Comment.objects.get().state == to
    assert state_changes() == [to]


def test_links_to_publish_and_to_reject_followed_at_once_leave_one_decision(article) -> None:
    comment = CommentFactory(page=article, state=CommentState.PENDING)
    users = [UserFactory(admin=True) for _ in range(TIMES // 2)]
    ends = (CommentState.PUBLIC, CommentState.REJECTED)
    paths = iter([approve_path(comment, user=user, to=to) for user in users for to in ends])
    responses = at_once(lambda: Client().post(next(paths)))
    assert sorted(response.status_code for response in responses) == [200, *[409] * (TIMES - 1)]
    assert ModelLogEntry.objects.filter(action=STATE_CHANGED).count() == 1


def test_moderators_get_one_mail_though_many_comments_come_to_wait_at_once(article) -> None:
    CommentSettingsFactory(alerts_of_waiting=True, alert_addresses="mo@example.org")
    comments = [CommentFactory(page=article, state=CommentState.PENDING) for _ in range(TIMES)]
    numbers = iter([comment.pk for comment in comments])
    at_once(lambda: tell_of_waiting(comment_id=next(numbers)))
    assert len(waiting_for("comments_waiting")) == 1
