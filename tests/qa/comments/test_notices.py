"""Which mails authors and moderators get. Those to followers are tested beside."""

import pytest
from django.core import mail

from qa.comments import author, notices
from qa.comments.links import manage_path
from qa.comments.models import Receipt
from qa.comments.policy import CommentPolicy
from qa.comments.posting import Entry, confirm, submit
from qa.comments.services import set_state
from qa.comments.states import CommentState
from qa.notifications.letters import letters
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    QAPageFactory,
    ReceiptFactory,
)

pytestmark = pytest.mark.django_db

WORDS = "Forty-two is what I wrote."


def sent(**entry) -> Receipt:
    entry = Entry(**{"text": WORDS, "name": "Zaphod", "email": "ada@example.org", **entry})
    rules = CommentSettingsFactory(comment_policy=CommentPolicy.HOLD_ALL)
    return submit(page=QAPageFactory(title="Does it hurt?"), entry=entry, rules=rules)


def decided(to: str, *, reason: str = "", **receipt) -> Receipt:
    held = {"comment__state": CommentState.PENDING, "comment__text": WORDS}
    receipt = ReceiptFactory(**{**held, **receipt})
    set_state(comment=receipt.comment, to=to, reason=reason)
    return receipt


def body_of(message: mail.EmailMultiAlternatives) -> str:
    """Return the text and the HTML of a mail."""
    return message.body + message.alternatives[0].content


def test_a_new_comment_asks_the_owner_of_the_address_to_confirm_it(deliver_mail) -> None:
    receipt = sent()
    (message,) = deliver_mail()
    assert message.to == ["ada@example.org"]
    assert message.subject == "Please confirm your comment on “Does it hurt?”"
    assert "/comments/confirm/" in message.body
    assert manage_path(receipt, by_owner=True) in message.body


def test_a_mail_to_a_stranger_says_nothing_that_was_typed(deliver_mail) -> None:
    sent()
    (message,) = deliver_mail()
    assert WORDS not in body_of(message)
    assert "Zaphod" not in body_of(message)


def test_the_links_in_a_mail_are_whole(deliver_mail) -> None:
    receipt = sent()
    root = receipt.comment.page.get_site().root_url
    assert f"{root}{manage_path(receipt, by_owner=True)}" in deliver_mail()[0].body


def test_a_mail_about_a_comment_can_be_stopped_with_one_click(deliver_mail) -> None:
    receipt = sent()
    headers = deliver_mail()[0].extra_headers
    assert f"{manage_path(receipt, 'mail', by_owner=True)}>" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_queue_holds_no_address_and_no_word_of_the_comment() -> None:
    sent()
    stored = str(letters().values_list("args_kwargs", flat=True))
    assert "ada" not in stored
    assert WORDS not in stored


def test_a_comment_without_an_address_sends_no_mail(deliver_mail) -> None:
    sent(email="")
    assert deliver_mail() == []


@pytest.mark.parametrize("what", [author.withdraw, author.erase])
def test_a_comment_taken_back_before_the_mail_left_asks_nothing(what, deliver_mail) -> None:
    what(sent())
    assert deliver_mail() == []


def test_a_comment_confirmed_before_the_mail_left_asks_nothing(deliver_mail) -> None:
    receipt = sent()
    confirm(receipt, CommentSettingsFactory())
    assert deliver_mail() == []


def test_an_owner_who_wants_no_mail_is_not_asked_again(deliver_mail) -> None:
    receipt = sent()
    author.stop_mail(receipt)
    notices.ask_to_confirm(receipt)
    assert deliver_mail() == []


def test_the_link_in_a_mail_is_the_one_that_holds_when_it_leaves(deliver_mail) -> None:
    receipt = sent()
    old = manage_path(receipt, by_owner=True)
    author.renew_link(receipt)
    body = deliver_mail()[0].body
    assert manage_path(receipt, by_owner=True) in body
    assert old not in body


def test_an_author_is_told_that_a_moderator_published_the_comment(deliver_mail) -> None:
    receipt = decided(CommentState.PUBLIC, confirmed=True, email="ada@example.org")
    (message,) = deliver_mail()
    assert message.to == ["ada@example.org"]
    assert message.subject.endswith("is public")
    assert f"comments/c{receipt.pk}/" in message.body
    assert WORDS not in body_of(message)


def test_an_author_is_told_that_a_comment_was_rejected_and_why(deliver_mail) -> None:
    decided(CommentState.REJECTED, reason="It names a doctor.", confirmed=True)
    (message,) = deliver_mail()
    assert message.subject.endswith("was not published")
    assert "The reason given: It names a doctor." in message.body
    assert "It names a doctor." in message.alternatives[0].content
    assert WORDS not in body_of(message)


def test_a_rejection_without_a_reason_gives_none(deliver_mail) -> None:
    decided(CommentState.REJECTED, confirmed=True)
    assert "reason given" not in body_of(deliver_mail()[0])


def test_what_a_moderator_wrote_is_not_taken_for_code_in_a_mail(deliver_mail) -> None:
    decided(CommentState.REJECTED, reason="<b>Bold</b>", confirmed=True)
    assert "<b>Bold</b>" not in deliver_mail()[0].alternatives[0].content


@pytest.mark.parametrize("state", [CommentState.PUBLIC, CommentState.REJECTED])
def test_an_address_that_was_only_typed_is_not_told(state: str, deliver_mail) -> None:
    decided(state, email="ada@example.org")
    assert not [one for one in deliver_mail() if not one.subject.startswith("Please confirm")]


@pytest.mark.parametrize("state", [CommentState.PUBLIC, CommentState.REJECTED])
def test_who_wants_no_mail_is_not_told(state: str, deliver_mail) -> None:
    decided(state, confirmed=True, wants_mail=False)
    assert deliver_mail() == []


def test_who_erased_everything_is_not_told(deliver_mail) -> None:
    receipt = decided(CommentState.PUBLIC, confirmed=True)
    author.erase(Receipt.objects.get(pk=receipt.pk))
    assert deliver_mail() == []


@pytest.mark.parametrize("state", [CommentState.SPAM, CommentState.WITHDRAWN])
def test_other_decisions_send_no_mail(state: str, deliver_mail) -> None:
    decided(state, confirmed=True)
    assert deliver_mail() == []


def test_a_decision_that_was_undone_before_the_mail_left_is_not_told(deliver_mail) -> None:
    receipt = decided(CommentState.REJECTED, confirmed=True)
    set_state(comment=receipt.comment, to=CommentState.PENDING)
    assert deliver_mail() == []


def test_who_has_just_confirmed_is_told_on_the_page_and_not_by_mail(deliver_mail) -> None:
    decided(CommentState.PUBLIC, confirmed=True, comment__state=CommentState.UNCONFIRMED)
    assert deliver_mail() == []


def test_a_comment_without_a_receipt_can_be_decided_on(deliver_mail) -> None:
    set_state(comment=CommentFactory(state=CommentState.PENDING), to=CommentState.PUBLIC)
    assert deliver_mail() == []
