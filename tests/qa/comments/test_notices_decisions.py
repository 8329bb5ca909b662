"""Mails about decisions that can still be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.comments.models import Receipt
from qa.comments.moderation import decide, undo
from qa.comments.states import CommentState
from qa.notifications.queue import send_later
from tests.factories import FollowingFactory, ReceiptFactory, UserFactory

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=1)


@pytest.fixture
def held() -> Receipt:
    """Return the receipt of a confirmed comment that waits for a moderator."""
    return ReceiptFactory(confirmed=True, comment__state=CommentState.PENDING)


def decision(receipt: Receipt, to: str, by=None, **more):
    receipt.comment.refresh_from_db()
    version = receipt.comment.version
    return decide(comment=receipt.comment, version=version, to=to, by=by, **more)


def taken_back(receipt: Receipt, to: str, by) -> None:
    """Take a decision and undo it."""
    undo(comment=receipt.comment, entry_id=decision(receipt, to, by).pk, by=by)


@pytest.mark.parametrize("to", [CommentState.PUBLIC, CommentState.REJECTED])
def test_the_mail_about_a_decision_waits_until_it_stands(held, to: str, deliver_mail) -> None:
    decision(held, to)
    assert deliver_mail() == []
    assert len(deliver_mail(at=timezone.now() + LATER)) == 1


@pytest.mark.parametrize("to", [CommentState.PUBLIC, CommentState.REJECTED])
def test_a_decision_taken_back_in_time_is_told_to_nobody(held, to: str, deliver_mail) -> None:
    FollowingFactory(page=held.comment.page)
    moderator = UserFactory()
    taken_back(held, to, moderator)
    deliver_mail(at=timezone.now() + LATER)
    assert deliver_mail(at=timezone.now() + LATER) == []


@pytest.mark.parametrize("to", [CommentState.PUBLIC, CommentState.REJECTED])
def test_a_decision_taken_back_and_taken_again_is_told_once(held, to: str, deliver_mail) -> None:
    moderator = UserFactory()
    taken_back(held, to, moderator)
    decision(held, to, moderator)
    assert len(deliver_mail(at=timezone.now() + LATER)) == 1


def test_followers_are_told_once_of_what_was_published_twice(held, deliver_mail) -> None:
    FollowingFactory(page=held.comment.page, email="grace@example.org")
    moderator = UserFactory()
    taken_back(held, CommentState.PUBLIC, moderator)
    decision(held, CommentState.PUBLIC, moderator, tells_author=False)
    deliver_mail(at=timezone.now() + LATER)
    assert [message.to for message in deliver_mail()] == [["grace@example.org"]]


@pytest.mark.parametrize("to", [CommentState.PUBLIC, CommentState.REJECTED])
@pytest.mark.parametrize("confirmed_at", [None, timezone.now()])
def test_a_decision_its_author_shall_not_hear_of_sends_no_mail(
    confirmed_at, to: str, deliver_mail
) -> None:
    state = {"comment__state": CommentState.SPAM, "email": "ada@example.org"}
    decision(ReceiptFactory(confirmed_at=confirmed_at, **state), to, tells_author=False)
    assert deliver_mail(at=timezone.now() + LATER) == []


@pytest.mark.parametrize(
    ("kind", "state"),
    [("comment_published", CommentState.PUBLIC), ("comment_rejected", CommentState.REJECTED)],
)
def test_mails_queued_without_the_number_of_the_change_still_go(
    kind: str, state: str, deliver_mail
) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__state=state)
    send_later(kind, comment_id=receipt.pk)
    assert len(deliver_mail()) == 1
