"""The link in the mail that asks whether an address and a comment belong together."""

from datetime import timedelta

import pytest
from django.test import Client

from qa.comments.author import withdraw
from qa.comments.links import manage_path
from qa.comments.models import Comment, Receipt
from qa.comments.services import set_state
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ReceiptFactory,
    UserFactory,
    confirm_path,
)
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> Receipt:
    """Return the receipt of a comment that waits in an open discussion."""
    CommentSettingsFactory(comment_policy="open")
    return ReceiptFactory(
        email="ada@example.org",
        comment__name="Zaphod",
        comment__text="Forty-two.",
        comment__state="unconfirmed",
    )


def state() -> str:
    return Comment.objects.order_by("pk").last().state


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_confirms_nothing(client, receipt, method: str) -> None:
    assert getattr(client, method)(confirm_path(receipt)).status_code == 200
    assert state() == "unconfirmed"
    assert Receipt.objects.get().confirmed_at is None


def test_the_page_shows_what_is_confirmed_and_a_button(client, receipt) -> None:
    page = soup_of(client.get(confirm_path(receipt)))
    assert "Zaphod" in page.select_one(".shown-as").text
    assert "Forty-two." in page.select_one(".shown-as").text
    assert page.select_one("form[method=post] button")


def test_the_page_shows_the_address_to_nobody(client, receipt) -> None:
    assert "ada@example.org" not in client.get(confirm_path(receipt)).text


def test_the_button_lets_the_comment_go_on(client, receipt) -> None:
    response = client.post(confirm_path(receipt))
    assert response.url == manage_path(receipt, by_owner=True)
    assert state() == "public"


def test_the_button_needs_the_token_of_its_page(receipt) -> None:
    assert Client(enforce_csrf_checks=True).post(confirm_path(receipt)).status_code == 403
    assert state() == "unconfirmed"


def test_no_cache_keeps_the_page(client, receipt) -> None:
    assert client.get(confirm_path(receipt))["Cache-Control"] == "no-store, private"


def test_opening_the_link_again_leads_to_the_receipt(client, receipt) -> None:
    client.post(confirm_path(receipt))
    assert client.get(confirm_path(receipt)).url == manage_path(receipt, by_owner=True)


def test_pressing_the_button_again_changes_nothing(client, receipt) -> None:
    client.post(confirm_path(receipt))
    set_state(comment=receipt.comment, to="pending")
    assert client.post(confirm_path(receipt)).url == manage_path(receipt, by_owner=True)
    assert state() == "pending"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_link_says_so_and_confirms_nothing(client, receipt, method: str) -> None:
    response = getattr(client, method)(confirm_path(receipt, ago=timedelta(days=4)))
    assert response.status_code == 410
    assert "This link is too old" in response.text
    assert state() == "unconfirmed"


def test_an_old_link_shows_nothing_of_the_comment(client, receipt) -> None:
    assert "Forty-two." not in client.get(confirm_path(receipt, ago=timedelta(days=4))).text


def test_a_made_up_link_is_not_found(client) -> None:
    assert client.get("/comments/confirm/x/").status_code == 404
    assert client.post("/comments/confirm/x/").status_code == 404


@pytest.mark.parametrize("policy", ["closed", "hidden"])
def test_a_discussion_closed_meanwhile_gives_the_text_back(client, receipt, policy: str) -> None:
    CommentSettingsFactory(comment_policy=policy)
    response = client.post(confirm_path(receipt))
    assert response.status_code == 403
    assert "Forty-two." in response.text
    assert state() == "unconfirmed"


def test_a_page_unpublished_meanwhile_gives_the_text_back(client, receipt) -> None:
    receipt.comment.page.specific.unpublish()
    response = client.post(confirm_path(receipt))
    assert response.status_code == 403
    assert "Forty-two." in response.text
    assert state() == "unconfirmed"


def test_a_page_published_again_in_time_takes_the_comment(client, receipt) -> None:
    page = receipt.comment.page.specific
    page.unpublish()
    client.post(confirm_path(receipt))
    page.save_revision().publish()
    client.post(confirm_path(receipt))
    assert state() == "public"


def test_a_reply_whose_parent_was_hidden_meanwhile_waits_for_a_moderator(client, receipt) -> None:
    parent = CommentFactory()
    reply = ReceiptFactory(
        email="ada@example.org", comment__reply_to=parent, comment__state="unconfirmed"
    )
    set_state(comment=parent, to="spam")
    response = client.post(confirm_path(reply), follow=True)
    assert "waits for a moderator" in response.text


def test_a_comment_withdrawn_meanwhile_stays_withdrawn(client, receipt) -> None:
    withdraw(receipt)
    client.post(confirm_path(receipt))
    assert state() == "withdrawn"


def test_a_page_that_has_become_private_is_neither_named_nor_added_to(client, receipt) -> None:
    page = receipt.comment.page
    page.view_restrictions.create(restriction_type="login")
    responses = [client.get(confirm_path(receipt)), client.post(confirm_path(receipt))]
    assert not [response for response in responses if page.title in response.text]
    assert state() == "unconfirmed"


def test_whoever_may_read_a_private_page_confirms_there(client, receipt) -> None:
    receipt.comment.page.view_restrictions.create(restriction_type="login")
    client.force_login(UserFactory())
    client.post(confirm_path(receipt))
    assert state() == "public"
