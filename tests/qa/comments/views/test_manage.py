"""The receipt of a comment, and everything its author can do with it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qa.antispam.verdicts import Finding, Verdict
from qa.comments import throttle
from qa.comments.author import erase
from qa.comments.links import confirm_path, manage_path
from qa.comments.models import Comment, Following, Receipt
from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    FollowingFactory,
    ReceiptFactory,
)
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db

CRISIS = Finding("crisis", Verdict.HOLD, "Somebody may be in danger.").as_json()
ACTIONS = ["edit", "withdraw", "erase", "mail", "data", "renew", "resend"]
STATES = {
    "unconfirmed": "waits for you to confirm your address",
    "pending": "waits for a moderator",
    "spam": "took it for advertising",
    "public": "Your comment is public.",
    "rejected": "decided not to publish your comment",
    "removed": "A moderator removed your comment.",
    "withdrawn": "You withdrew your comment.",
}


def receipt_page(client, receipt: Receipt):
    return soup_of(client.get(manage_path(receipt)))


def actions_on(client, receipt: Receipt) -> set[str]:
    page = receipt_page(client, receipt)
    targets = [link["href"] for link in page.select(".actions a")]
    targets += [form["action"] for form in page.select("form")]
    here = manage_path(receipt)
    return {target.removeprefix(here).strip("/") for target in targets if target.startswith(here)}


def test_there_are_words_for_every_state() -> None:
    assert set(STATES) == set(CommentState)


@pytest.mark.parametrize(("state", "words"), STATES.items())
def test_the_receipt_says_what_became_of_the_comment(client, state: str, words: str) -> None:
    receipt = ReceiptFactory(comment__state=state, comment__text="Forty-two.")
    page = receipt_page(client, receipt)
    assert words in page.select_one(".state[role=status]").text
    assert "Forty-two." in page.select_one(".shown-as").text


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("unconfirmed", {"edit", "withdraw", "data", "erase", "renew", "resend"}),
        ("pending", {"edit", "withdraw", "data", "erase", "renew"}),
        ("public", {"edit", "withdraw", "data", "erase", "renew"}),
        ("rejected", {"withdraw", "data", "erase", "renew"}),
        ("spam", {"withdraw", "data", "erase", "renew"}),
        ("removed", {"withdraw", "data", "erase", "renew"}),
        ("withdrawn", {"data", "erase", "renew"}),
    ],
)
def test_the_receipt_offers_what_can_be_done_now(client, state: str, expected: set[str]) -> None:
    assert actions_on(client, ReceiptFactory(comment__state=state)) == expected


def test_a_confirmed_address_can_also_start_and_stop_its_mails(client) -> None:
    assert "mail" in actions_on(client, ReceiptFactory(confirmed=True))


def test_an_erased_comment_offers_nothing_and_says_nothing(client) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__name="Zaphod", comment__text="Forty-two.")
    erase(receipt)
    page = receipt_page(client, receipt)
    assert "Nothing of it is stored any more." in page.select_one(".state").text
    assert "Zaphod" not in page.text
    assert "Forty-two." not in page.text
    assert not page.select(".actions, .actions__form")


def test_a_rejection_says_why(client) -> None:
    receipt = ReceiptFactory(comment__state="pending")
    set_state(comment=receipt.comment, to="rejected", reason="It names a doctor.")
    assert "It names a doctor." in receipt_page(client, receipt).select_one(".state").text


def test_the_reason_of_an_earlier_decision_is_not_given_for_the_present_one(client) -> None:
    receipt = ReceiptFactory(comment__state="pending")
    set_state(comment=receipt.comment, to="rejected", reason="It names a doctor.")
    set_state(comment=receipt.comment, to="public")
    assert "It names a doctor." not in receipt_page(client, receipt).text


def test_a_public_comment_is_led_to(client) -> None:
    receipt = ReceiptFactory()
    link = receipt_page(client, receipt).select_one(".state a")
    assert link["href"] == receipt.comment.get_absolute_url()


@pytest.mark.parametrize("hidden", ["unpublished", "private", "expired"])
def test_no_link_leads_to_a_page_that_readers_cannot_open(client, hidden: str) -> None:
    receipt = ReceiptFactory()
    page = receipt.comment.page.specific
    if hidden == "unpublished":
        page.unpublish()
    elif hidden == "private":
        page.view_restrictions.create(restriction_type="login")
    else:
        page.expire_at = timezone.now() - timedelta(hours=1)
        page.save()
    assert not receipt_page(client, receipt).select(f'main a[href^="{page.url}"]')


@pytest.mark.parametrize("state", ["pending", "unconfirmed", "public"])
def test_the_receipt_of_a_cry_for_help_shows_where_help_is(client, state: str) -> None:
    CommentSettingsFactory(crisis_help="Please call 116 123.")
    receipt = ReceiptFactory(findings=[CRISIS], comment__state=state)
    assert "Please call 116 123." in receipt_page(client, receipt).select_one(".crisis").text


def test_a_withdrawn_cry_for_help_is_not_brought_up_again(client) -> None:
    receipt = ReceiptFactory(findings=[CRISIS], comment__state="withdrawn")
    assert not receipt_page(client, receipt).select(".crisis")


def test_who_hears_by_mail_what_is_decided_is_told_so(client) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__state="pending")
    assert "We tell you by e-mail" in receipt_page(client, receipt).select_one(".state").text


@pytest.mark.parametrize("what", ["", *ACTIONS])
def test_a_link_that_was_not_given_out_leads_nowhere(client, what: str) -> None:
    receipt = ReceiptFactory()
    path = manage_path(receipt, what)
    Receipt.objects.update(key="00000000-0000-0000-0000-000000000000")
    assert client.get(path).status_code in {404, 405}
    assert client.post(path).status_code in {404, 405}


@pytest.mark.parametrize("what", ["", "edit", "withdraw", "erase", "data"])
def test_pages_of_one_author_are_kept_by_nobody(client, what: str) -> None:
    response = client.get(manage_path(ReceiptFactory(), what))
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "strict-origin"
    assert "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("what", ["", *ACTIONS])
def test_looking_changes_nothing(client, what: str) -> None:
    receipt = ReceiptFactory(confirmed=True)
    client.get(manage_path(receipt, what))
    after = Receipt.objects.select_related("comment").get()
    assert (after.key, after.wants_mail) == (receipt.key, True)
    assert (after.comment.state, after.comment.comment) == ("public", receipt.comment.comment)


@pytest.mark.parametrize("what", ["edit", "withdraw", "erase", "renew", "resend"])
def test_what_changes_something_needs_the_token_of_its_page(what: str) -> None:
    response = Client(enforce_csrf_checks=True).post(manage_path(ReceiptFactory(), what))
    assert response.status_code == 403


def test_a_network_that_tries_very_many_links_has_to_wait(client, monkeypatch) -> None:
    monkeypatch.setitem(throttle.RATES, "manage", "2/min")
    statuses = [client.get("/comments/manage/x/").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]


def test_withdrawing_asks_first(client) -> None:
    receipt = ReceiptFactory(comment__text="Forty-two.")
    page = soup_of(client.get(manage_path(receipt, "withdraw")))
    assert "Forty-two." in page.text
    assert page.select_one("main form")["action"] == manage_path(receipt, "withdraw")


def test_a_withdrawn_comment_is_a_tombstone_on_its_page(client) -> None:
    receipt = ReceiptFactory(comment__text="Forty-two.")
    response = client.post(manage_path(receipt, "withdraw"))
    assert response.url == manage_path(receipt)
    html = client.get(receipt.comment.page.url).text
    assert "Its author withdrew this comment." in html
    assert "Forty-two." not in html


def test_a_comment_withdrawn_before_it_was_public_leaves_no_trace_on_its_page(client) -> None:
    receipt = ReceiptFactory(comment__state="pending")
    client.post(manage_path(receipt, "withdraw"))
    assert f'id="c{receipt.pk}"' not in client.get(receipt.comment.page.url).text


def test_withdrawing_twice_is_withdrawing_once(client) -> None:
    receipt = ReceiptFactory()
    statuses = [client.post(manage_path(receipt, "withdraw")).status_code for _ in range(2)]
    assert statuses == [302, 302]


def test_erasing_says_before_how_much_goes(client) -> None:
    first, _second = (
        ReceiptFactory(confirmed=True, email="ada@example.org") for _number in range(2)
    )
    html = client.get(manage_path(first, "erase", by_owner=True)).text
    assert "This erases 2 comments" in html
    assert Comment.objects.exclude(comment="").count() == 2


def test_a_link_that_was_not_mailed_says_where_the_one_for_everything_is(client) -> None:
    html = client.get(manage_path(ReceiptFactory(confirmed=True), "erase")).text
    assert "use the link in one of our mails" in html


@pytest.mark.parametrize("by_owner", [True, False])
def test_the_receipt_leads_on_by_the_kind_of_link_it_was_opened_with(client, by_owner) -> None:
    receipt = ReceiptFactory(confirmed=True)
    here = manage_path(receipt, by_owner=by_owner)
    links = soup_of(client.get(here)).select(".actions a")
    assert links
    assert all(link["href"].startswith(here) for link in links)


def test_an_answer_to_a_hidden_comment_says_that_it_is_not_shown(client) -> None:
    root = CommentFactory()
    receipt = ReceiptFactory(comment=CommentFactory(reply_to=root))
    set_state(comment=root, to=CommentState.REJECTED)
    state = receipt_page(client, receipt).select_one(".state")
    assert "no longer shown" in state.text
    assert not state.select("a")


def test_an_address_that_is_not_confirmed_gets_a_button_that_stops_its_mail(client) -> None:
    receipt = ReceiptFactory(email="ada@example.org", comment__state="unconfirmed")
    form = receipt_page(client, receipt).select_one("form[action$='/mail/']")
    assert "Stop all mail" in form.select_one("button[value=none]").text


def test_erasing_erases_and_says_so(client) -> None:
    receipt = ReceiptFactory(confirmed=True)
    response = client.post(manage_path(receipt, "erase"), follow=True)
    assert "Everything is erased." in response.text
    assert Comment.objects.get().comment == ""


def test_an_unconfirmed_address_erases_one_comment(client) -> None:
    mine, _other = (ReceiptFactory(email="ada@example.org") for _number in range(2))
    assert "Erase this comment" in receipt_page(client, mine).text
    client.post(manage_path(mine, "erase"))
    assert Comment.objects.exclude(comment="").count() == 1


def test_the_data_come_as_a_file(client) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__text="Forty-two.")
    response = client.get(manage_path(receipt, "data"))
    assert response["Content-Disposition"] == 'attachment; filename="my-comments.json"'
    assert [comment["text"] for comment in response.json()["comments"]] == ["Forty-two."]


def test_a_new_link_ends_the_old_one_and_the_one_to_confirm(client) -> None:
    receipt = ReceiptFactory(email="ada@example.org", comment__state="unconfirmed")
    old = [manage_path(receipt), confirm_path(receipt)]
    new = client.post(manage_path(receipt, "renew")).url
    assert [client.get(path).status_code for path in old] == [404, 404]
    assert client.get(new).status_code == 200


def test_the_mail_can_be_sent_again_three_times_a_day(client, deliver_mail) -> None:
    receipt = ReceiptFactory(email="ada@example.org", comment__state="unconfirmed")
    path = manage_path(receipt, "resend")
    statuses = [client.post(path).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]
    assert len(deliver_mail()) == 3


def test_the_mail_is_not_sent_again_to_an_owner_who_wants_none(client, deliver_mail) -> None:
    receipt = ReceiptFactory(
        email="ada@example.org", comment__state="unconfirmed", wants_mail=False
    )
    response = client.post(manage_path(receipt, "resend"), follow=True)
    assert "wants no mail" in response.text
    assert deliver_mail() == []


def asked_for_mail(client, receipt: Receipt, wanted: str):
    return client.post(manage_path(receipt, "mail"), {"wanted": wanted})


def test_a_mail_program_stops_the_mails_with_one_click() -> None:
    receipt = ReceiptFactory(confirmed=True)
    FollowingFactory(root=receipt.comment, email=receipt.comment.user_email)
    response = Client(enforce_csrf_checks=True).post(
        manage_path(receipt, "mail"), {"List-Unsubscribe": "One-Click"}
    )
    assert response.status_code == 302
    assert not Receipt.objects.get().wants_mail
    assert Following.objects.get().stopped_at is not None


def test_the_address_in_the_head_of_a_mail_leads_to_the_receipt(client) -> None:
    receipt = ReceiptFactory(confirmed=True)
    assert client.get(manage_path(receipt, "mail")).url == manage_path(receipt)


@pytest.mark.parametrize(
    ("wanted", "words"),
    [("conversation", "new replies in this conversation"), ("page", "every new comment on this")],
)
def test_the_receipt_says_what_is_followed(client, wanted: str, words: str) -> None:
    receipt = ReceiptFactory(confirmed=True)
    asked_for_mail(client, receipt, wanted)
    assert words in receipt_page(client, receipt).text


def test_who_follows_the_conversation_can_go_on_to_the_page(client) -> None:
    receipt = ReceiptFactory(confirmed=True)
    asked_for_mail(client, receipt, "conversation")
    asked_for_mail(client, receipt, "page")
    assert "every new comment on this page" in receipt_page(client, receipt).text


def test_mails_that_were_stopped_can_be_started_again(client) -> None:
    receipt = ReceiptFactory(confirmed=True)
    asked_for_mail(client, receipt, "none")
    assert "We send you no mail" in receipt_page(client, receipt).text
    asked_for_mail(client, receipt, "conversation")
    assert Receipt.objects.get().wants_mail


@pytest.mark.parametrize("wanted", ["conversation", "page"])
def test_an_address_that_was_only_typed_cannot_be_mailed_to(client, wanted: str) -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    assert asked_for_mail(client, receipt, wanted).status_code == 404
    assert not Following.objects.exists()


@pytest.mark.parametrize("wanted", ["conversation", "page"])
def test_an_erased_address_cannot_be_mailed_to(client, wanted: str) -> None:
    receipt = ReceiptFactory(confirmed=True)
    erase(receipt)
    assert asked_for_mail(client, receipt, wanted).status_code == 404
    assert not Following.objects.exists()
