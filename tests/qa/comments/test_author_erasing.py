"""How authors erase what they wrote, take their data away, and start and stop their mails."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone

from qa.comments import author, followers, mailboxes
from qa.comments.models import Comment, Edit, Following, Receipt
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    FollowingFactory,
    QAPageFactory,
    ReceiptFactory,
    by_owner,
)

pytestmark = pytest.mark.django_db


def changed(receipt: Receipt) -> None:
    rules = CommentSettingsFactory(comment_policy="open")
    author.edit(receipt=receipt, text="Other words.", rules=rules)


def everything_under_one_address(**receipt) -> tuple[Receipt, Receipt]:
    return tuple(ReceiptFactory(email="ada@example.org", **receipt) for _ in range(2))


def test_a_link_whose_address_is_not_confirmed_rules_its_own_comment_only() -> None:
    mine, _other = everything_under_one_address()
    assert list(author.all_of(mine)) == [mine]


def test_a_link_whose_address_is_confirmed_rules_all_under_that_address() -> None:
    mine, other = everything_under_one_address(confirmed_at=timezone.now())
    ReceiptFactory(confirmed=True)
    ReceiptFactory(email="ada@example.org")  # perhaps somebody else typed it
    assert set(author.all_of(by_owner(mine))) == {mine, other}


def test_a_link_that_was_not_mailed_rules_its_own_comment_only() -> None:
    """Who only typed an address keeps no power over it once its owner has pressed the button."""
    mine, _other = everything_under_one_address(confirmed_at=timezone.now())
    assert list(author.all_of(mine)) == [mine]


def test_a_link_without_an_address_rules_its_own_comment_only() -> None:
    mine = ReceiptFactory()
    ReceiptFactory()
    assert list(author.all_of(mine)) == [mine]


def test_erasing_empties_the_comment_and_its_receipt() -> None:
    receipt = ReceiptFactory(confirmed=True, comment__network_address="192.0.2.1")
    assert author.erase(receipt) == 1
    receipt = Receipt.objects.select_related("comment").get()
    comment = receipt.comment
    assert comment.comment == comment.user_name == comment.user_email == ""
    assert comment.ip_address is None
    assert receipt.address_key == receipt.network_key == receipt.text_key == ""
    assert (receipt.form_id, receipt.findings) == (None, [])


def test_an_erased_comment_is_told_from_a_withdrawn_one() -> None:
    erased, withdrawn = ReceiptFactory(), ReceiptFactory()
    author.erase(erased)
    author.withdraw(withdrawn)
    erased, withdrawn = Receipt.objects.order_by("pk")
    assert [author.is_erased(erased), author.is_erased(withdrawn)] == [True, False]


def test_erasing_leaves_a_tombstone_under_which_replies_stay() -> None:
    receipt = ReceiptFactory()
    reply = CommentFactory(reply_to=receipt.comment)
    author.erase(receipt)
    assert Comment.objects.shown_on(reply.page_id).filter(pk=reply.pk).exists()


def test_erasing_reaches_every_comment_of_a_confirmed_address() -> None:
    mine, _other = everything_under_one_address(confirmed_at=timezone.now())
    assert author.erase(by_owner(mine)) == 2
    assert set(Comment.objects.values_list("user_name", flat=True)) == {""}


def test_erasing_with_an_unconfirmed_address_touches_no_other_comment() -> None:
    mine, other = everything_under_one_address()
    author.erase(mine)
    assert Comment.objects.get(pk=other.pk).user_email == "ada@example.org"


def test_erasing_reaches_nobody_else() -> None:
    somebody = ReceiptFactory(confirmed=True)
    author.erase(ReceiptFactory(confirmed=True))
    assert Comment.objects.get(pk=somebody.pk).comment


def test_erasing_takes_earlier_texts_with_it() -> None:
    receipt = ReceiptFactory()
    changed(receipt)
    author.erase(Receipt.objects.get())
    assert not Edit.objects.exists()


def test_erasing_blanks_what_an_expert_quoted() -> None:
    receipt = ReceiptFactory(comment__name="Ada", comment__text="Does it hurt?")
    expert = ExpertPageFactory()
    CommentFactory(reply_to=receipt.comment, expert=expert, quoted_text="Does it hurt?")
    author.erase(receipt)
    reply = Comment.objects.get(expert=expert)
    assert (reply.quoted_name, reply.quoted_text) == ("", "")


def test_erasing_leaves_quotes_of_others_alone() -> None:
    other = CommentFactory(text="Does it hurt?")
    CommentFactory(reply_to=other, expert=ExpertPageFactory(), quoted_text="Does it hurt?")
    author.erase(ReceiptFactory())
    assert Comment.objects.get(quotes=other).quoted_text == "Does it hurt?"


def test_erasing_ends_all_that_a_confirmed_address_follows() -> None:
    FollowingFactory(root=CommentFactory(), email="ada@example.org")
    FollowingFactory(email="ada@example.org")
    stays = FollowingFactory()
    author.erase(by_owner(ReceiptFactory(confirmed=True, email="ada@example.org")))
    assert list(Following.objects.all()) == [stays]


def test_erasing_takes_the_wish_for_replies_with_it_though_never_confirmed() -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    followers.follow(comment=receipt.comment, email="ada@example.org")
    author.erase(receipt)
    assert not Following.objects.exists()


def test_erasing_one_comment_leaves_the_wish_that_came_with_another() -> None:
    first, second = (ReceiptFactory(email="ada@example.org") for _number in range(2))
    CommentFactory(reply_to=first.comment)
    for receipt in (first, second):
        followers.follow(comment=receipt.comment, email="ada@example.org")
    author.erase(first)
    assert Following.objects.get().root_id == second.pk


def test_a_stranger_who_typed_an_address_cannot_end_what_its_owner_follows() -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    FollowingFactory(root=receipt.comment, email="ada@example.org")
    FollowingFactory(email="ada@example.org", confirmed_at=None)
    author.erase(receipt)
    assert Following.objects.count() == 2


def test_erasing_twice_is_erasing_once() -> None:
    receipt = ReceiptFactory(confirmed=True)
    author.erase(receipt)
    assert author.erase(Receipt.objects.get()) == 1


def as_file(receipt: Receipt) -> dict:
    return json.loads(json.dumps(author.data_of(receipt), cls=DjangoJSONEncoder))


def test_the_data_say_all_that_is_stored() -> None:
    receipt = ReceiptFactory(
        confirmed=True,
        email="ada@example.org",
        comment__name="Ada",
        comment__text="First words.",
        comment__network_address="192.0.2.1",
    )
    changed(receipt)
    (comment,) = as_file(Receipt.objects.get())["comments"]
    assert comment["earlier_texts"][0].pop("replaced_at")
    expected = {
        "page": receipt.comment.page.full_url,
        "state": "Public",
        "name": "Ada",
        "address": "ada@example.org",
        "network_address": "192.0.2.1",
        "text": "Other words.",
        "earlier_texts": [{"text": "First words."}],
        "agreed_to": receipt.consent.text,
    }
    assert {name: comment[name] for name in expected} == expected
    assert comment["posted_at"]
    assert comment["edited_at"]
    assert comment["address_confirmed_at"]


def test_the_data_list_what_is_followed() -> None:
    root = CommentFactory()
    FollowingFactory(root=root, email="ada@example.org")
    FollowingFactory(page=root.page, email="ada@example.org", stopped_at=timezone.now())
    data = as_file(by_owner(ReceiptFactory(confirmed=True, email="ada@example.org")))
    assert [followed["whole_page"] for followed in data["followed"]] == [False, True]
    assert [bool(followed["stopped_at"]) for followed in data["followed"]] == [False, True]
    assert data["followed"][0]["page"] == root.page.full_url


def test_the_data_hold_nothing_of_anybody_else() -> None:
    page = QAPageFactory()
    mine = ReceiptFactory(confirmed=True, comment__page=page, comment__name="Ada")
    ReceiptFactory(confirmed=True, comment__page=page, comment__name="Zaphod")
    CommentFactory(reply_to=mine.comment, name="Zaphod", email="zaphod@example.org")
    FollowingFactory(root=mine.comment, email="zaphod@example.org")
    assert "zaphod" not in json.dumps(as_file(mine)).lower()


def test_the_owner_of_an_address_does_not_learn_where_a_stranger_wrote_from() -> None:
    typed = {"email": "ada@example.org", "comment__network_address": "192.0.2.1"}
    assert "192.0.2.1" not in json.dumps(as_file(by_owner(ReceiptFactory(**typed))))


def test_the_data_of_an_unconfirmed_address_are_those_of_one_comment() -> None:
    FollowingFactory(email="ada@example.org")
    mine, _other = everything_under_one_address()
    data = as_file(mine)
    assert len(data["comments"]) == 1
    assert data["followed"] == []


@pytest.mark.parametrize("whole_page", [True, False])
def test_starting_mail_follows_at_once(whole_page: bool) -> None:
    receipt = ReceiptFactory(confirmed=True, wants_mail=False)
    author.start_mail(receipt, whole_page=whole_page)
    following = Following.objects.get()
    assert following.root_id == (None if whole_page else receipt.pk)
    assert following.confirmed_at is not None
    receipt.refresh_from_db()
    assert receipt.wants_mail


def test_stopping_mail_ends_all_mail_around_the_comment() -> None:
    receipt = ReceiptFactory(confirmed=True)
    author.start_mail(receipt, whole_page=True)
    author.start_mail(receipt, whole_page=False)
    author.stop_mail(receipt)
    assert not Following.objects.filter(stopped_at=None).exists()
    receipt.refresh_from_db()
    assert not receipt.wants_mail


def test_a_stranger_who_typed_an_address_cannot_stop_the_mail_of_its_owner() -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    FollowingFactory(page=receipt.comment.page, email="ada@example.org")
    author.stop_mail(receipt)
    assert Following.objects.filter(stopped_at=None).exists()


@pytest.mark.parametrize("is_owner", [True, False])
def test_only_the_owner_of_an_address_has_it_left_in_peace(is_owner: bool) -> None:
    receipt = ReceiptFactory(email="ada@example.org", comment__state="unconfirmed")
    author.stop_mail(by_owner(receipt) if is_owner else receipt)
    other = ReceiptFactory(email="ada@example.org", comment__state="unconfirmed")
    assert bool(mailboxes.Mailbox.objects.exclude(quiet_until=None)) is is_owner
    assert other.comment.state == "unconfirmed"


def test_stopping_mail_leaves_other_pages_alone() -> None:
    elsewhere = FollowingFactory(email="ada@example.org")
    author.stop_mail(ReceiptFactory(confirmed=True, email="ada@example.org"))
    elsewhere.refresh_from_db()
    assert elsewhere.stopped_at is None


def test_a_new_link_has_a_new_key() -> None:
    receipt = ReceiptFactory()
    before = receipt.key
    author.renew_link(receipt)
    assert Receipt.objects.get().key != before
