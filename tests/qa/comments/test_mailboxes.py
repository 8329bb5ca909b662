"""How often strangers can have a mailbox asked to confirm a comment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.comments import mailboxes
from qa.comments.limits import address_key
from qa.comments.mailboxes import FOR_A_COMMENT, IN_A_DAY, IN_AN_HOUR, QUIET
from qa.comments.models import Mailbox, Receipt
from tests.factories import ReceiptFactory

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets how much later than now it is."""
    real, later = timezone.now, [timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: real() + later[0])
    return lambda **passed: later.__setitem__(0, timedelta(**passed))


def asked(number: int = 1, *, email: str = ADA, first: int = 1) -> int:
    """Ask about so many comments; return how long the last one has to wait."""
    return [mailboxes.take_turn(email, pk) for pk in range(first, first + number)][-1]


def test_a_mailbox_is_asked_five_times_an_hour(clock) -> None:
    assert asked(IN_AN_HOUR) == 0
    clock(minutes=20)
    assert 2390 < asked() <= 2400


def test_it_is_asked_again_after_an_hour(clock) -> None:
    asked(IN_AN_HOUR)
    clock(minutes=60)
    assert mailboxes.seconds_until_turn(ADA) == 0


def test_a_mailbox_is_asked_ten_times_a_day(clock) -> None:
    for hour in range(IN_A_DAY // IN_AN_HOUR):
        clock(hours=2 * hour)
        assert asked(IN_AN_HOUR, first=100 * hour) == 0
    clock(hours=23)
    assert 3590 < mailboxes.seconds_until_turn(ADA) <= 3600
    clock(hours=24)
    assert mailboxes.seconds_until_turn(ADA) == 0


def test_a_mailbox_is_asked_about_one_comment_three_times_a_day() -> None:
    waits = [mailboxes.take_turn(ADA, 7) for _time in range(FOR_A_COMMENT + 1)]
    assert [wait > 0 for wait in waits] == [False] * FOR_A_COMMENT + [True]
    assert mailboxes.take_turn(ADA, 8) == 0


def test_asking_in_vain_does_not_prolong_the_wait(clock) -> None:
    asked(IN_AN_HOUR + 3)
    clock(minutes=60)
    assert asked() == 0


def test_another_mailbox_may_be_asked() -> None:
    asked(IN_AN_HOUR)
    assert asked(email="grace@example.org") == 0


@pytest.mark.parametrize("same", ["ADA@Example.org", " ada@example.org ", "ada+1@example.org"])
def test_one_mailbox_has_one_limit_however_its_address_is_spelled(same: str) -> None:
    asked(IN_AN_HOUR)
    assert mailboxes.seconds_until_turn(same) > 0


def test_mails_that_were_answered_do_not_count() -> None:
    receipts = [ReceiptFactory(email=ADA) for _ in range(IN_AN_HOUR)]
    for receipt in receipts:
        mailboxes.take_turn(ADA, receipt.pk)
    Receipt.objects.filter(pk=receipts[0].pk).update(confirmed_at=timezone.now())
    assert mailboxes.seconds_until_turn(ADA) == 0


def test_a_comment_that_is_deleted_or_erased_gives_no_mail_back() -> None:
    receipts = [ReceiptFactory(email=ADA) for _ in range(IN_AN_HOUR)]
    for receipt in receipts:
        mailboxes.take_turn(ADA, receipt.pk)
    Receipt.objects.update(address_key="")
    receipts[0].comment.delete()
    assert mailboxes.seconds_until_turn(ADA) > 0


def test_a_mail_whose_link_still_works_was_sent_lately(clock) -> None:
    asked()
    clock(days=2)
    assert mailboxes.was_asked_lately(ADA, 1)
    assert not mailboxes.was_asked_lately(ADA, 2)
    clock(days=3)
    assert not mailboxes.was_asked_lately(ADA, 1)


def test_who_says_stop_is_asked_nothing_for_thirty_days(clock) -> None:
    mailboxes.stop_asking(ReceiptFactory(email=ADA))
    clock(days=29)
    assert mailboxes.is_quiet("ada+2@example.org")
    assert asked() > 0
    clock(days=30)
    assert not mailboxes.is_quiet(ADA)
    assert asked() == 0


def test_saying_stop_for_an_erased_comment_stops_nobody() -> None:
    mailboxes.stop_asking(ReceiptFactory())
    assert not Mailbox.objects.exists()


def test_who_takes_it_back_is_asked_again() -> None:
    mailboxes.stop_asking(ReceiptFactory(email=ADA))
    mailboxes.ask_again(ADA)
    assert asked() == 0


def test_a_row_shows_no_address_and_belongs_to_no_receipt() -> None:
    asked()
    key = Mailbox.objects.get().key
    assert "ada" not in key
    assert key != address_key(ADA)


def test_rows_are_forgotten_once_nothing_depends_on_them(clock) -> None:
    asked()
    mailboxes.stop_asking(ReceiptFactory(email="grace@example.org"))
    clock(days=4)
    mailboxes.forget_old()
    assert Mailbox.objects.get().key == mailboxes.mailbox_key("grace@example.org")
    clock(days=QUIET.days)
    mailboxes.forget_old()
    assert not Mailbox.objects.exists()


def test_a_row_that_was_used_today_is_kept(clock) -> None:
    asked()
    clock(days=1)
    mailboxes.forget_old()
    assert Mailbox.objects.exists()
