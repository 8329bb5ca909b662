"""Which comments ask the owner of an address, and when no more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.comments import mailboxes, notices
from qa.comments.links import manage_path
from qa.comments.models import Mailbox
from qa.comments.posting import confirm
from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    FollowingFactory,
    ReceiptFactory,
    UserFactory,
)

from .test_notices import decided, sent
from .test_notices_decisions import LATER, taken_back

pytestmark = pytest.mark.django_db

ASKABLE = sorted(set(CommentState) - {CommentState.WITHDRAWN})


@pytest.mark.parametrize("state", ASKABLE)
def test_an_address_can_be_confirmed_whatever_became_of_the_comment(
    state: str, deliver_mail
) -> None:
    receipt = ReceiptFactory(email="ada@example.org", comment__state=state)
    assert notices.can_be_asked(receipt)
    assert notices.ask_to_confirm(receipt) == 0
    (message,) = deliver_mail()
    assert "/comments/confirm/" in message.body


@pytest.mark.parametrize(
    "receipt",
    [
        {"confirmed": True},
        {"email": ""},
        {"email": "ada@example.org", "wants_mail": False},
        {"email": "ada@example.org", "comment__state": CommentState.WITHDRAWN},
    ],
)
def test_there_may_be_nothing_to_confirm(receipt: dict) -> None:
    assert not notices.can_be_asked(ReceiptFactory(**receipt))


def test_what_was_wrongly_taken_for_spam_asks_for_the_address_once_public(deliver_mail) -> None:
    receipt = decided(
        CommentState.PUBLIC, email="ada@example.org", comment__state=CommentState.SPAM
    )
    (message,) = deliver_mail()
    assert message.subject.startswith("Please confirm")
    assert manage_path(receipt, by_owner=True) in message.body


def test_an_address_that_was_asked_already_is_not_asked_again_at_once(deliver_mail) -> None:
    receipt = sent()
    set_state(comment=receipt.comment, to=CommentState.PUBLIC)
    assert len(deliver_mail()) == 1


def test_a_publication_taken_back_in_time_asks_for_no_address(deliver_mail) -> None:
    state = {"comment__state": CommentState.SPAM, "email": "ada@example.org"}
    taken_back(ReceiptFactory(**state), CommentState.PUBLIC, UserFactory())
    assert deliver_mail(at=timezone.now() + LATER) == []


def test_a_mailbox_that_had_enough_is_asked_no_more(deliver_mail) -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    waits = [notices.ask_to_confirm(receipt) for _ in range(mailboxes.FOR_A_COMMENT + 1)]
    assert waits[-1] > 0
    assert len(deliver_mail()) == mailboxes.FOR_A_COMMENT


def test_who_says_stop_gets_not_even_the_mail_that_waits(deliver_mail) -> None:
    receipt = sent()
    mailboxes.stop_asking(receipt)
    assert deliver_mail() == []
    assert notices.ask_to_confirm(receipt) > 0


def test_saying_stop_confirms_nothing_and_ends_nothing_that_was_asked_for(deliver_mail) -> None:
    known = ReceiptFactory(
        confirmed=True, email="ada@example.org", comment__state=CommentState.PENDING
    )
    FollowingFactory(page=known.comment.page, email="ada@example.org")
    unconfirmed = sent()
    mailboxes.stop_asking(unconfirmed)
    CommentFactory(page=known.comment.page)
    set_state(comment=known.comment, to=CommentState.PUBLIC)
    deliver_mail()
    subjects = {message.subject.split(" on ")[0] for message in deliver_mail()}
    assert subjects == {"A new comment", "Your comment"}
    unconfirmed.refresh_from_db()
    assert unconfirmed.confirmed_at is None


def test_who_confirms_after_all_is_asked_again(deliver_mail) -> None:
    receipt = sent()
    mailboxes.stop_asking(receipt)
    confirm(receipt, CommentSettingsFactory())
    assert notices.ask_to_confirm(ReceiptFactory(email="ada@example.org")) == 0


def test_a_mail_that_leaves_has_old_rows_forgotten(deliver_mail) -> None:
    mailboxes.take_turn("old@example.org", 1)
    Mailbox.objects.update(changed_at=timezone.now() - timedelta(days=4))
    sent()
    deliver_mail()
    assert Mailbox.objects.get().key == mailboxes.mailbox_key("ada@example.org")
