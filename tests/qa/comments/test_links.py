"""Who has a link has its right; everybody else has nothing."""

from datetime import timedelta

import pytest
from django.urls import resolve

from qa.comments import links
from qa.comments.author import renew_link
from qa.comments.models import Receipt
from tests.factories import (
    CommentFactory,
    FollowingFactory,
    ReceiptFactory,
    UserFactory,
    confirm_path,
)

pytestmark = pytest.mark.django_db

FORGED = ["x", "AAAA:BBBB", ":", "0" * 22, "ß", "a" * 5000]


def token_in(path: str) -> str:
    return resolve(path).kwargs["token"]


def changed(token: str) -> str:
    return ("A" if token[0] != "A" else "B") + token[1:]


def test_a_manage_link_leads_to_its_receipt() -> None:
    receipt = ReceiptFactory()
    assert links.managed(token_in(links.manage_path(receipt))) == receipt


def test_a_manage_link_may_say_what_it_is_for() -> None:
    match = resolve(links.manage_path(ReceiptFactory(), "withdraw"))
    assert match.view_name == "comments:withdraw"


def test_a_link_in_a_mail_leads_to_its_follower() -> None:
    following = FollowingFactory()
    assert links.followed(token_in(links.follow_path(following))) == following


def test_a_confirm_link_leads_to_its_receipt() -> None:
    receipt = ReceiptFactory()
    assert links.to_confirm(token_in(links.confirm_path(receipt))) == receipt


def test_a_confirm_link_works_for_three_days() -> None:
    receipt = ReceiptFactory()
    path = confirm_path(receipt, ago=timedelta(days=3) - timedelta(minutes=1))
    assert links.to_confirm(token_in(path)) == receipt


def test_a_confirm_link_ends_after_three_days() -> None:
    path = confirm_path(ReceiptFactory(), ago=timedelta(days=3, minutes=1))
    with pytest.raises(links.LinkExpiredError):
        links.to_confirm(token_in(path))


@pytest.mark.parametrize("token", FORGED)
@pytest.mark.parametrize(
    "look_up", [links.managed, links.followed, links.to_confirm, links.to_decide]
)
def test_a_made_up_link_leads_nowhere(look_up, token: str) -> None:
    with pytest.raises(LookupError):
        look_up(token)


def test_a_link_to_another_key_cannot_be_made_from_ones_own() -> None:
    with pytest.raises(LookupError):
        links.managed(changed(token_in(links.manage_path(ReceiptFactory()))))


def test_a_link_to_confirm_does_not_manage() -> None:
    with pytest.raises(LookupError):
        links.managed(token_in(links.confirm_path(ReceiptFactory())))


def test_a_link_to_manage_does_not_confirm() -> None:
    with pytest.raises(LookupError):
        links.to_confirm(token_in(links.manage_path(ReceiptFactory())))


def test_a_link_to_decide_says_who_decides_what_on_which_version() -> None:
    comment, user = CommentFactory(state="pending"), UserFactory()
    comment.version = 3
    mandate = links.to_decide(token_in(links.approve_path(comment, user=user, to="public")))
    assert mandate == links.Mandate(comment, 3, "public", user)


def test_a_link_to_confirm_does_not_decide() -> None:
    with pytest.raises(LookupError):
        links.to_decide(token_in(links.confirm_path(ReceiptFactory())))


def test_a_link_ends_with_its_comment() -> None:
    receipt = ReceiptFactory()
    token = token_in(links.manage_path(receipt))
    receipt.comment.page.delete()
    with pytest.raises(LookupError):
        links.managed(token)


@pytest.mark.parametrize(
    ("path_of", "look_up"),
    [(links.manage_path, links.managed), (links.confirm_path, links.to_confirm)],
)
def test_a_new_key_ends_the_links_of_the_old_one(path_of, look_up) -> None:
    receipt = ReceiptFactory()
    token = token_in(path_of(receipt))
    renew_link(Receipt.objects.get(pk=receipt.pk))
    with pytest.raises(LookupError):
        look_up(token)


def test_a_link_holds_neither_number_nor_address() -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    path = links.confirm_path(receipt) + links.manage_path(receipt)
    assert "ada" not in path
    assert f"/{receipt.pk}" not in path


def test_a_path_becomes_an_address_of_the_pages_site() -> None:
    page = ReceiptFactory().comment.page
    assert links.absolute(page, "/comments/x/") == f"{page.get_site().root_url}/comments/x/"
