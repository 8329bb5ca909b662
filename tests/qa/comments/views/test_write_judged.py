"""What the rules and the limits make of a form that is filled in rightly."""

import pytest

from qa.comments import limits, mailboxes
from qa.comments.links import manage_path
from qa.comments.models import Comment, Receipt
from tests.factories import (
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    comment_form,
    sheet_shown,
)
from tests.qa.comments.reading import form_of, pressed_again, soup_of, typed_in

pytestmark = pytest.mark.django_db

SHOUTED = "I HAVE HAD THIS FOR TEN YEARS AND NOBODY EVER LISTENS TO WHAT I SAY ABOUT IT."
DESPERATE = "I want to die."


@pytest.fixture(autouse=True)
def open_discussions() -> None:
    """Let every comment appear at once that nothing speaks against."""
    CommentSettingsFactory(comment_policy="open")


def sent(client, page=None, **typed):
    page = page or QAPageFactory()
    return client.post(f"{page.url}comment/", comment_form(**typed))


def comment_after(client, **typed) -> Comment:
    assert sent(client, **typed).status_code == 302
    return Comment.objects.select_related("receipt").get()


def rules_of(comment: Comment) -> list[str]:
    return [found["rule"] for found in comment.receipt.findings]


def test_an_ordinary_comment_is_public_at_once(client) -> None:
    comment = comment_after(client)
    assert (comment.state, comment.receipt.findings) == ("public", [])


@pytest.mark.parametrize("sheet", ["", "forged", None])
def test_a_form_sent_as_soon_as_it_was_shown_is_held(client, sheet: str | None) -> None:
    sheet = sheet_shown(seconds_ago=1) if sheet is None else sheet
    comment = comment_after(client, sheet=sheet)
    assert (comment.state, rules_of(comment)) == ("pending", ["too_fast"])


def test_programs_that_fill_in_what_nobody_sees_end_among_the_spam(client) -> None:
    response = sent(client, website="https://example.org", email="ada@example.org")
    comment = Comment.objects.get()
    assert (comment.state, rules_of(comment)) == ("spam", ["honeypot"])
    assert response.url == manage_path(comment.receipt)


def test_spam_asks_no_mailbox_to_confirm_it(client, deliver_mail) -> None:
    sent(client, website="https://example.org", email="ada@example.org")
    assert deliver_mail() == []


def test_a_network_that_editors_blocked_ends_among_the_spam(client) -> None:
    CommentSettingsFactory(blocked_networks="127.0.0.0/8")
    assert comment_after(client).state == "spam"


@pytest.mark.parametrize(
    "name", ["Dr Jane Olsen", "jane OLSEN", "Jane Ölsen", "Jаne Оlsеn", "J a n e 0lsen, MD"]
)
def test_a_reader_cannot_post_under_the_name_of_an_expert(client, name: str) -> None:
    ExpertPageFactory(title="Dr Jane Olsen")
    response = sent(client, name=name)
    assert response.status_code == 422
    assert "belongs to one of our experts" in soup_of(response).select_one(".errors").text
    assert typed_in(response)["name"] == name
    assert not Comment.objects.exists()


@pytest.mark.parametrize("action", ["preview", "post"])
def test_a_cry_for_help_is_answered_at_once(client, action: str) -> None:
    CommentSettingsFactory(crisis_help="Please call 116 123.")
    response = sent(client, text=DESPERATE, action=action)
    if action == "post":
        response = client.get(response.url)
    help_text = soup_of(response).select_one(".crisis[role=alert]")
    assert "Please call 116 123." in help_text.text


def test_a_cry_for_help_is_held_and_the_moderators_are_told(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    assert comment_after(client, text=DESPERATE).state == "pending"
    assert [message.to for message in deliver_mail()] == [["one@example.org"]]


def test_a_cry_for_help_that_is_only_previewed_tells_nobody(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    sent(client, text=DESPERATE, action="preview")
    assert deliver_mail() == []


def test_an_ordinary_comment_shows_no_help(client) -> None:
    assert not soup_of(sent(client, action="preview")).select(".crisis")


@pytest.fixture
def question(monkeypatch) -> None:
    """Let every question in words have the same answer."""
    monkeypatch.setattr("qa.antispam.challenge.new_riddle", lambda: ("Which one?", "apple"))


def question_in(response) -> str:
    label = form_of(response).select_one('label[for="id_challenge_answer"]')
    return label.text if label else ""


def test_a_doubted_comment_is_asked_a_question_and_kept_in_the_form(client, question) -> None:
    response = sent(client, text=SHOUTED)
    assert response.status_code == 422
    assert question_in(response) == "Which one?"
    assert typed_in(response)["text"] == SHOUTED
    assert not Comment.objects.exists()


def test_the_cursor_is_where_the_answer_goes(client, question) -> None:
    (focused,) = soup_of(sent(client, text=SHOUTED)).select("[autofocus]")
    assert focused["id"] == "id_challenge_answer"


def test_an_ordinary_comment_is_asked_nothing(client) -> None:
    assert question_in(sent(client, name="")) == ""


def test_a_preview_asks_nothing(client) -> None:
    response = sent(client, text=SHOUTED, action="preview")
    assert (response.status_code, question_in(response)) == (200, "")


def test_with_the_right_answer_the_comment_goes_on(client, question) -> None:
    response = sent(client, text=SHOUTED)
    assert pressed_again(client, response, challenge_answer="an Apple").status_code == 302
    comment = Comment.objects.get()
    assert (comment.state, rules_of(comment)) == ("public", [])


def test_a_wrong_answer_gets_a_new_question(client, question) -> None:
    first = sent(client, text=SHOUTED)
    second = pressed_again(client, first, challenge_answer="pear")
    assert second.status_code == 422
    assert "Here is another question." in soup_of(second).select_one(".errors").text
    assert typed_in(second)["challenge_token"] != typed_in(first)["challenge_token"]
    assert typed_in(second)["text"] == SHOUTED


def test_one_question_cannot_be_answered_until_it_fits(client, question) -> None:
    first = sent(client, text=SHOUTED)
    pressed_again(client, first, challenge_answer="pear")
    assert pressed_again(client, first, challenge_answer="apple").status_code == 422
    assert not Comment.objects.exists()


def test_no_answer_gets_a_new_question_without_a_reproach(client, question) -> None:
    second = pressed_again(client, sent(client, text=SHOUTED), challenge_answer="")
    assert question_in(second)
    assert not soup_of(second).select(".errors")


def test_who_cannot_answer_is_read_by_a_moderator_who_is_told_why(client, question) -> None:
    response = sent(client, text=SHOUTED)
    assert pressed_again(client, response, challenge_skip="on").status_code == 302
    comment = Comment.objects.get()
    assert (comment.state, rules_of(comment)) == ("pending", ["shouting"])
    assert "capitals" in comment.receipt.findings[0]["reason"]


def test_not_answering_makes_spam_no_better(client) -> None:
    assert comment_after(client, website="x", challenge_skip="on").state == "spam"


def stored(number: int, **comment) -> None:
    for _ in range(number):
        ReceiptFactory(**{"comment__page": QAPageFactory(), **comment})


def test_very_many_comments_from_a_network_are_too_many(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 2)
    stored(2, comment__network_address="127.0.0.200")
    response = sent(client, text="Many words.")
    assert response.status_code == 429
    assert "from your network" in soup_of(response).select_one(".errors").text
    assert typed_in(response)["text"] == "Many words."


def test_an_address_that_confirms_nothing_is_too_much(client) -> None:
    for number in range(mailboxes.IN_AN_HOUR):
        mailboxes.take_turn("ada@example.org", number)
    response = sent(client, email="ada@example.org", text="Many words.")
    assert response.status_code == 429
    assert "wait for this address" in soup_of(response).select_one(".errors").text
    assert typed_in(response)["text"] == "Many words."


def test_a_network_in_a_hurry_is_asked_a_question(client, monkeypatch, question) -> None:
    monkeypatch.setattr(limits, "QUICK", 1)
    stored(1, comment__network_address="127.0.0.200")
    response = sent(client)
    assert (response.status_code, question_in(response)) == (422, "Which one?")
    assert pressed_again(client, response, challenge_answer="apple").status_code == 302


def test_a_page_with_very_many_comments_holds_the_next(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "ON_A_PAGE", 1)
    page = QAPageFactory()
    stored(1, comment__page=page)
    assert sent(client, page).status_code == 302
    assert Comment.objects.order_by("pk").last().state == "pending"


def test_the_same_words_a_second_time_come_back(client) -> None:
    page = QAPageFactory()
    sent(client, page, text="Thank you.")
    response = sent(client, page, text="Thank you.")
    assert response.status_code == 422
    assert "sent this comment already" in soup_of(response).select_one(".errors").text
    assert Receipt.objects.count() == 1
