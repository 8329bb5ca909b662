"""Nothing is kept longer than the settings say."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from qa.comments.models import Comment, Edit, Mailbox, Receipt, Report, SameQuestion
from qa.comments.retention import forget
from qa.comments.services import set_state
from qa.notifications.worker import housekeeping
from tests.factories import CommentFactory, CommentSettingsFactory, ReceiptFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=100)


def old(**fields) -> Receipt:
    return ReceiptFactory(comment__posted_at=LONG_AGO, **fields)


def test_an_earlier_text_is_deleted_after_its_time() -> None:
    comment = CommentFactory()
    before = Edit.objects.create(comment=comment, text="Dr Grey", by_moderator=True)
    Edit.objects.create(comment=comment, text="Since.")
    Edit.objects.filter(pk=before.pk).update(replaced_at=timezone.now() - timedelta(days=31))
    CommentSettingsFactory(keep_earlier_days=30)
    forget()
    assert Edit.objects.get().text == "Since."


def test_networks_are_forgotten_after_their_time() -> None:
    receipt = old(comment__network_address="192.0.2.7")
    new = ReceiptFactory(comment__network_address="192.0.2.8")
    report = Report.objects.create(comment=new.comment, reason="spam", network_key="k")
    same = SameQuestion.objects.create(page=new.comment.page, browser=uuid4(), network_key="k")
    Report.objects.filter(pk=report.pk).update(reported_at=LONG_AGO)
    SameQuestion.objects.filter(pk=same.pk).update(said_at=LONG_AGO)
    CommentSettingsFactory(keep_network_days=90)
    forget()
    addresses = Comment.objects.values_list("ip_address", flat=True)
    assert list(addresses.order_by("pk")) == [None, "192.0.2.8"]
    assert Receipt.objects.get(pk=receipt.pk).network_key == ""
    assert Receipt.objects.get(pk=new.pk).network_key != ""
    assert not Report.objects.exclude(network_key="").exists()
    assert not SameQuestion.objects.exclude(network_key="").exists()


@pytest.mark.parametrize(
    ("state", "stays"),
    [
        ("spam", False),
        ("rejected", False),
        ("unconfirmed", False),
        ("pending", True),
        ("public", True),
        ("removed", True),
        ("withdrawn", True),
    ],
)
def test_what_was_refused_is_deleted_after_its_time(state: str, stays: bool) -> None:
    old(comment__state=state)
    CommentSettingsFactory(keep_refused_days=90)
    forget()
    assert Comment.objects.exists() is stays


def test_the_time_counts_from_the_decision() -> None:
    receipt = old(comment__state="pending")
    set_state(comment=receipt.comment, to="rejected")
    CommentSettingsFactory(keep_refused_days=90)
    forget()
    assert Comment.objects.exists()
    ModelLogEntry.objects.update(timestamp=LONG_AGO)
    forget()
    assert not Comment.objects.exists()


def test_those_above_a_deleted_comment_count_one_reply_less() -> None:
    root = CommentFactory()
    reply = CommentFactory(reply_to=root)
    gone = CommentFactory(reply_to=reply, posted_at=LONG_AGO)
    set_state(comment=gone, to="spam")
    ModelLogEntry.objects.update(timestamp=LONG_AGO)
    CommentSettingsFactory(keep_refused_days=90)
    forget()
    counts = Comment.objects.order_by("pk").values_list("nested_count", flat=True)
    assert list(counts) == [1, 0]


def test_a_comment_that_was_answered_is_emptied_and_keeps_its_place() -> None:
    receipt = old(comment__name="Ada", email="ada@example.org")
    CommentFactory(reply_to=receipt.comment)
    set_state(comment=receipt.comment, to="rejected")
    ModelLogEntry.objects.update(timestamp=LONG_AGO)
    CommentSettingsFactory(keep_refused_days=90)
    forget()
    comment = Comment.objects.get(pk=receipt.pk)
    assert (comment.comment, comment.user_name, comment.user_email) == ("", "", "")
    assert Comment.objects.count() == 2


def test_zero_keeps_everything() -> None:
    CommentSettingsFactory(keep_refused_days=0, keep_earlier_days=0, keep_network_days=0)
    receipt = old(comment__state="spam", comment__network_address="192.0.2.7")
    Edit.objects.create(comment=receipt.comment, text="Before.")
    Edit.objects.update(replaced_at=LONG_AGO)
    forget()
    assert Comment.objects.get().ip_address == "192.0.2.7"
    assert Edit.objects.exists()


def test_the_worker_sees_to_it() -> None:
    old(comment__state="spam")
    housekeeping.send(sender=None)
    assert not Comment.objects.exists()


def test_mailboxes_that_no_limit_depends_on_are_forgotten() -> None:
    Mailbox.objects.create(key="old", changed_at=LONG_AGO)
    Mailbox.objects.create(key="new", changed_at=timezone.now())
    forget()
    assert Mailbox.objects.get().key == "new"
