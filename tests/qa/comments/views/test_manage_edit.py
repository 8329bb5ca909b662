"""Changing a comment: for a while, in the open, and past the same rules as a new one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.comments.links import manage_path
from qa.comments.models import Comment, Receipt
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    ReceiptFactory,
)
from tests.qa.comments.reading import soup_of, typed_in

pytestmark = pytest.mark.django_db


def receipt_page(client, receipt: Receipt):
    return soup_of(client.get(manage_path(receipt)))


def published(*, minutes_ago: float, **receipt) -> Receipt:
    when = timezone.now() - timedelta(minutes=minutes_ago)
    return ReceiptFactory(comment__posted_at=when, **receipt)


def edited(client, receipt: Receipt, text: str = "Other words.", **typed):
    return client.post(manage_path(receipt, "edit"), {"text": text, "action": "post", **typed})


def test_the_form_for_changes_holds_what_was_written(client) -> None:
    receipt = ReceiptFactory(comment__text="First words.")
    response = client.get(manage_path(receipt, "edit"))
    assert typed_in(response)["text"] == "First words."


def test_a_change_is_seen_on_the_page_and_marked(client) -> None:
    CommentSettingsFactory(comment_policy="open")
    receipt = ReceiptFactory(comment__text="First words.")
    response = edited(client, receipt)
    assert response.url == manage_path(receipt)
    article = soup_of(client.get(receipt.comment.page.url)).select_one(f"#c{receipt.pk}")
    assert "Other words." in article.select_one(".comment__text").text
    assert article.select_one(".comment__edited").text == "edited"
    assert "First words." not in article.text


def test_the_words_before_a_change_are_kept(client) -> None:
    receipt = ReceiptFactory(comment__text="First words.")
    edited(client, receipt)
    assert receipt.comment.edits.get().text == "First words."


def test_a_comment_that_was_never_changed_bears_no_mark(client) -> None:
    comment = CommentFactory()
    article = soup_of(client.get(comment.page.url)).select_one(f"#c{comment.pk}")
    assert not article.select(".comment__edited")


def test_the_receipt_says_until_when_changes_can_be_made(client) -> None:
    receipt = published(minutes_ago=5)
    until = timezone.localtime(receipt.comment.published_at) + timedelta(minutes=15)
    assert f"(until {until:%H:%M})" in receipt_page(client, receipt).text


def test_a_preview_of_a_change_stores_nothing(client) -> None:
    receipt = ReceiptFactory(comment__text="First words.")
    response = edited(client, receipt, action="preview")
    assert "Other words." in soup_of(response).select_one(".shown-as").text
    assert typed_in(response)["text"] == "Other words."
    assert Comment.objects.get().comment == "First words."


def test_a_change_to_nothing_is_refused(client) -> None:
    response = edited(client, ReceiptFactory(), text=" ")
    assert response.status_code == 422
    assert "Write your comment." in soup_of(response).select_one(".errors").text


def test_a_change_that_the_rules_refuse_comes_back_with_the_reason(client) -> None:
    receipt = ReceiptFactory(comment__name="Dr Jane Olsen")
    ExpertPageFactory(title="Dr Jane Olsen")
    response = edited(client, receipt)
    assert response.status_code == 422
    assert "belongs to one of our experts" in soup_of(response).select_one(".errors").text
    assert typed_in(response)["text"] == "Other words."


@pytest.mark.parametrize("action", ["post", "preview"])
def test_a_change_after_its_time_gives_back_what_was_typed(client, action: str) -> None:
    receipt = published(minutes_ago=16, comment__text="First words.")
    response = edited(client, receipt, action=action)
    assert response.status_code == 403
    assert soup_of(response).select_one("textarea[readonly]").text == "Other words."
    assert Comment.objects.get().comment == "First words."


def test_after_its_time_there_is_no_form_for_changes(client) -> None:
    response = client.get(manage_path(published(minutes_ago=16), "edit"))
    assert response.status_code == 403
    assert not soup_of(response).select("textarea")


def test_a_change_to_blocked_words_disappears_from_the_page(client) -> None:
    CommentSettingsFactory(blocked_words="casino")
    receipt = ReceiptFactory()
    edited(client, receipt, text="Come to the casino.")
    assert "casino" not in client.get(receipt.comment.page.url).text
    assert "took it for advertising" in receipt_page(client, receipt).text


def test_a_cry_for_help_in_a_change_is_answered_and_told(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org", crisis_help="Call 116 123.")
    receipt = ReceiptFactory()
    edited(client, receipt, text="I want to die.")
    page = receipt_page(client, receipt)
    assert "Call 116 123." in page.select_one(".crisis").text
    assert "waits for a moderator" in page.select_one(".state").text
    assert [message.to for message in deliver_mail()] == [["one@example.org"]]
