"""A form that is sent again with a correction, and help that does not wait until all is right."""

import pytest
from django.test import Client

from qa.comments.links import manage_path
from qa.comments.models import Comment, Following, HeldAuthor, Receipt
from qa.comments.services import set_state
from qa.notifications.letters import letters
from tests.factories import CommentSettingsFactory, QAPageFactory, ReceiptFactory, comment_form
from tests.qa.comments.reading import form_of, pressed_again, soup_of, typed_in

pytestmark = pytest.mark.django_db

DESPERATE = "I want to die."


@pytest.fixture
def sheet() -> dict:
    """Return a filled form whose address is mistyped."""
    return comment_form(email="ada@exmaple.org")


@pytest.fixture
def address() -> str:
    return f"{QAPageFactory(comment_policy='open').url}comment/"


def post(address: str, sheet: dict, **corrected):
    return Client().post(address, {**sheet, **corrected})


def test_an_address_can_be_corrected_by_sending_the_form_again(address, sheet) -> None:
    post(address, sheet)
    response = post(address, sheet, email="ada@example.org", name="Ada L.", follow="on")
    receipt = Receipt.objects.get()
    assert response.url == manage_path(receipt)
    assert (receipt.comment.user_email, receipt.comment.user_name) == ("ada@example.org", "Ada L.")
    assert receipt.address_key == ReceiptFactory(email="ada@example.org").address_key
    assert Following.objects.get().email == "ada@example.org"


def test_the_corrected_address_gets_a_mail(address, sheet, deliver_mail) -> None:
    post(address, sheet)
    post(address, sheet, email="ada@example.org")
    assert {mail.to[0] for mail in deliver_mail()} == {"ada@example.org"}


def test_the_link_that_went_to_the_wrong_address_ends(address, sheet) -> None:
    first = post(address, sheet).url
    post(address, sheet, email="ada@example.org")
    assert Client().get(first).status_code == 404


def test_an_address_taken_back_lets_the_comment_go_on_without_one(address, sheet) -> None:
    post(address, sheet)
    post(address, sheet, email="")
    assert Comment.objects.get().state == "public"


@pytest.mark.parametrize("state", ["public", "rejected", "withdrawn"])
def test_what_was_decided_is_not_changed_by_sending_the_form_again(address, sheet, state) -> None:
    post(address, sheet)
    set_state(comment=Comment.objects.get(), to=state)
    response = post(address, sheet, name="Somebody else")
    assert response.url == manage_path(Receipt.objects.get())
    assert Comment.objects.get().user_name == "Ada"


def test_a_correction_cannot_take_a_reserved_name(address, sheet) -> None:
    CommentSettingsFactory(reserved_names="Dr Grey")
    post(address, sheet)
    assert post(address, sheet, name="Dr Grey").status_code == 422
    assert Comment.objects.get().user_name == "Ada"


def test_the_same_form_sent_twice_asks_for_one_mail(address, sheet) -> None:
    post(address, sheet)
    post(address, sheet)
    assert letters().count() == 1


def test_the_preview_says_that_a_moderator_reads_it_first_and_why(address) -> None:
    response = post(address, comment_form(text="It was £20 here."), action="preview")
    assert "A moderator reads this comment" in soup_of(response).select_one(".form__next").text
    assert "price" in soup_of(response).select_one(".notice").text


def test_the_preview_does_not_tell_whether_an_address_is_held(address) -> None:
    key = ReceiptFactory(email="ada@example.org").address_key
    HeldAuthor.objects.create(address_key=key)
    sent = comment_form(email="ada@example.org")
    response = post(address, sent, action="preview")
    assert not soup_of(response).select(".write .notice")
    assert "appears at once" in soup_of(response).select_one(".form__next").text
    post(address, sent)
    assert Receipt.objects.latest("pk").findings[0]["rule"] == "held_author"


@pytest.mark.parametrize(
    ("query", "typed", "status"),
    [("", {"name": ""}, 422), ("", {"email": "ada"}, 422), ("?reply_to=1", {}, 409)],
    ids=["no name", "wrong address", "answers nothing"],
)
def test_help_is_shown_though_the_form_is_not_right(address, query, typed, status) -> None:
    response = post(address + query, comment_form(text=DESPERATE), **typed)
    assert response.status_code == status
    assert soup_of(response).select("section.crisis[role=alert]")


def test_help_is_shown_though_the_discussion_is_closed(address) -> None:
    CommentSettingsFactory(crisis_help="Call somebody.")
    QAPageFactory._meta.model.objects.update(comment_policy="closed")
    response = post(address, comment_form(text=DESPERATE))
    assert response.status_code == 403
    assert "Call somebody." in soup_of(response).select_one("section.crisis").text


def test_nobody_agrees_to_a_statement_they_have_not_seen(address) -> None:
    CommentSettingsFactory(consent_text="The first words.")
    form = comment_form(sheet=typed_in(Client().get(address))["sheet"])
    CommentSettingsFactory(consent_text="Other words.")
    response = post(address, form)
    assert response.status_code == 409
    assert typed_in(response)["text"] == form["text"]
    assert "Other words." in form_of(response).select_one(".form__consent").text
    assert not Comment.objects.exists()
    assert pressed_again(Client(), response).status_code == 302
    assert Receipt.objects.get().consent.text == "Other words."
