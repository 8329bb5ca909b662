"""Replies: the form says what is answered, and loses no text when that has gone."""

import pytest

from qa.comments.models import Comment
from qa.comments.services import set_state
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    comment_form,
    expert_user,
)
from tests.qa.comments.reading import form_of, pressed_again, soup_of, typed_in

pytestmark = pytest.mark.django_db

NO_NUMBERS = ["", "x", "-1", "1.5", "0", "9" * 18, "9" * 40, "1;--", "١"]
NOT_SHOWN = ["unconfirmed", "pending", "rejected", "spam", "removed", "withdrawn"]


def address_to(page, reply_to) -> str:
    return f"{page.url}comment/?reply_to={reply_to}"


def sent(client, page, reply_to, **typed):
    return client.post(address_to(page, reply_to), comment_form(**typed))


def newest() -> Comment:
    return Comment.objects.order_by("pk").last()


@pytest.fixture
def comment() -> Comment:
    return CommentFactory(name="Zaphod", text="Forty-two?")


def test_the_form_shows_what_is_answered(client, comment) -> None:
    soup = soup_of(client.get(address_to(comment.page, comment.pk)))
    answered = soup.select_one(".answered")
    assert "You answer Zaphod" in answered.text
    assert "Forty-two?" in answered.text
    assert "Reply to a comment" in soup.select_one("h1").text


def test_a_reply_joins_what_it_answers(client, comment) -> None:
    shown = client.get(address_to(comment.page, comment.pk))
    pressed_again(client, shown, name="Ada", text="Forty-two!")
    assert newest().reply_to == comment


def test_a_reply_that_comes_back_still_answers(client, comment) -> None:
    response = sent(client, comment.page, comment.pk, name="")
    assert response.status_code == 422
    pressed_again(client, response, name="Ada")
    assert newest().reply_to == comment


def test_a_previewed_reply_still_answers(client, comment) -> None:
    response = sent(client, comment.page, comment.pk, action="preview")
    pressed_again(client, response)
    assert newest().reply_to == comment


def assert_lost(client, page, reply_to) -> None:
    """Whatever the number stands for, the text is not lost, and a second press posts it alone."""
    shown = client.get(address_to(page, reply_to))
    assert shown.status_code == 404
    assert form_of(shown)["action"] == f"{page.url}comment/"
    before = Comment.objects.count()
    response = sent(client, page, reply_to, text="Many words.")
    assert (response.status_code, Comment.objects.count()) == (409, before)
    assert typed_in(response)["text"] == "Many words."
    assert pressed_again(client, response).status_code == 302
    assert (newest().reply_to, newest().comment) == (None, "Many words.")


@pytest.mark.parametrize("reply_to", NO_NUMBERS)
def test_a_reply_to_no_comment_is_not_lost(client, reply_to: str) -> None:
    assert_lost(client, QAPageFactory(), reply_to)


def test_a_reply_to_a_comment_of_another_page_is_not_lost(client, comment) -> None:
    assert_lost(client, QAPageFactory(), comment.pk)


@pytest.mark.parametrize("state", NOT_SHOWN)
def test_a_reply_to_a_comment_that_is_not_shown_is_not_lost(client, state: str) -> None:
    hidden = CommentFactory(state=state)
    assert_lost(client, hidden.page, hidden.pk)


def test_a_reply_below_a_hidden_comment_is_not_lost(client, comment) -> None:
    below = CommentFactory(reply_to=comment)
    set_state(comment=comment, to="spam")
    assert_lost(client, below.page, below.pk)


@pytest.mark.parametrize("state", NOT_SHOWN)
def test_what_is_not_shown_is_not_shown_in_the_form_either(client, state: str) -> None:
    hidden = CommentFactory(state=state, name="Zaphod", text="Forty-two?")
    html = client.get(address_to(hidden.page, hidden.pk)).text
    assert "Zaphod" not in html
    assert "Forty-two?" not in html


def test_a_lost_parent_is_announced(client) -> None:
    response = client.get(address_to(QAPageFactory(), 1))
    alert = soup_of(response).select_one(".notice[role=alert]")
    assert "posted as a comment of its own" in alert.text


def test_other_errors_come_before_a_lost_parent(client) -> None:
    response = sent(client, QAPageFactory(), 1, name="")
    assert response.status_code == 422
    assert pressed_again(client, response, name="Ada").status_code == 302
    assert newest().reply_to is None


def test_a_parent_that_goes_while_the_form_is_sent_loses_no_text(
    client, comment, monkeypatch
) -> None:
    def look_up_too_early(view):
        found = Comment.objects.get(pk=comment.pk)
        set_state(comment=found, to="spam")
        return found

    monkeypatch.setattr("qa.comments.views.write.WriteView._answered", look_up_too_early)
    response = sent(client, comment.page, comment.pk, text="Many words.")
    assert response.status_code == 409
    assert typed_in(response)["text"] == "Many words."
    assert form_of(response)["action"] == f"{comment.page.url}comment/"
    assert Comment.objects.count() == 1


def test_a_conversation_that_is_too_deep_loses_no_text(client, comment, settings) -> None:
    settings.COMMENTS_XTD_MAX_THREAD_LEVEL = 1
    deepest = CommentFactory(reply_to=comment)
    response = sent(client, comment.page, deepest.pk, text="Many words.")
    assert response.status_code == 409
    assert typed_in(response)["text"] == "Many words."


def test_an_expert_can_answer(client, comment) -> None:
    expert = ExpertPageFactory(user=expert_user())
    client.force_login(expert.user)
    sent(client, comment.page, comment.pk)
    assert (newest().reply_to, newest().expert) == (comment, expert)


def test_an_expert_whose_parent_goes_loses_no_text_either(client, comment, settings) -> None:
    settings.COMMENTS_XTD_MAX_THREAD_LEVEL = 0
    client.force_login(ExpertPageFactory(user=expert_user()).user)
    response = sent(client, comment.page, comment.pk, text="Many words.")
    assert response.status_code == 409
    assert typed_in(response)["text"] == "Many words."


def test_the_receipt_of_a_comment_gives_no_right_over_what_it_answers(client, comment) -> None:
    sent(client, comment.page, comment.pk)
    ReceiptFactory(comment=comment)
    assert newest().receipt.key != comment.receipt.key
