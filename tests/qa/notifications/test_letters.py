from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.notifications.letters import (
    KEPT_DAYS,
    TOO_LONG,
    attempts_of,
    error_of,
    failed_letters,
    first_tried,
    forget_what_is_done,
    kind_of,
    late_letters,
    letters,
    recover_lost_work,
    try_again,
)
from qa.notifications.queue import send_later
from qa.notifications.tasks import ATTEMPTS, DELAYS

pytestmark = pytest.mark.django_db

LONG_AGO = TOO_LONG + timedelta(minutes=1)


@pytest.fixture
def given_up(greeting, dead_server, deliver_mail) -> DBTaskResult:
    """Return a mail that failed as often as it may."""
    send_later("greeting", comment=7)
    deliver_mail()
    for delay in DELAYS:
        deliver_mail(at=timezone.now() + delay)
    return failed_letters().get()


@pytest.fixture
def taken_up(greeting) -> DBTaskResult:
    """Return a mail that a worker took up and has not finished."""
    send_later("greeting", comment=7)
    row = letters().get()
    row.claim("worker")
    return row


def test_what_is_known_of_a_failed_mail(given_up) -> None:
    assert kind_of(given_up) == "greeting"
    assert attempts_of(given_up) == ATTEMPTS
    assert error_of(given_up) == "ConnectionRefusedError"


def test_the_first_attempt_is_remembered(given_up) -> None:
    first = letters().order_by("enqueued_at").first()
    assert first.started_at <= first_tried(given_up) <= first.finished_at


def test_another_error_is_named_without_its_text(given_up) -> None:
    given_up.set_failed(LookupError("ada: x"))
    assert error_of(given_up) == "LookupError"


def test_a_failed_mail_goes_out_when_it_is_tried_again(
    given_up, server_is_back, deliver_mail
) -> None:
    server_is_back()
    assert try_again(letters()) == 1
    assert len(deliver_mail()) == 1
    assert not failed_letters()


def test_a_mail_that_fails_again_is_back_in_the_list_at_once(given_up, deliver_mail) -> None:
    try_again(letters())
    deliver_mail()
    assert attempts_of(failed_letters().get()) == ATTEMPTS + 1


def test_only_failed_mail_is_tried_again(greeting, deliver_mail) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    assert try_again(letters()) == 0
    assert len(deliver_mail()) == 1


def test_the_mail_of_a_killed_worker_goes_out_after_all(taken_up, deliver_mail) -> None:
    letters().update(started_at=timezone.now() - LONG_AGO)
    recover_lost_work()
    assert len(deliver_mail()) == 1


def test_mail_that_is_going_out_just_now_is_left_alone(taken_up, deliver_mail) -> None:
    recover_lost_work()
    assert deliver_mail() == []


def test_a_mail_that_takes_down_every_worker_is_given_up(taken_up) -> None:
    letters().update(started_at=timezone.now() - LONG_AGO, worker_ids=["w"] * ATTEMPTS)
    recover_lost_work()
    assert error_of(failed_letters().get()) == "WorkerKilled"


def test_mail_nobody_sends_is_late(greeting) -> None:
    send_later("greeting", after=timezone.now() - LONG_AGO, comment=7)
    assert late_letters().count() == 1


def test_mail_that_was_due_just_now_is_not_late(greeting) -> None:
    send_later("greeting", comment=7)
    assert not late_letters()


def test_mail_tried_again_is_not_late_for_having_been_enqueued_long_ago(given_up) -> None:
    letters().update(run_after=timezone.now() - LONG_AGO)
    try_again(letters())
    assert not late_letters()


@pytest.mark.parametrize(("days", "kept"), [(KEPT_DAYS - 1, True), (KEPT_DAYS + 1, False)])
def test_what_is_finished_is_forgotten_in_time(days, kept, greeting, deliver_mail) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    letters().update(finished_at=timezone.now() - timedelta(days=days))
    forget_what_is_done()
    assert letters().exists() is kept


def test_what_waits_is_never_forgotten(greeting) -> None:
    send_later("greeting", after=timezone.now() - timedelta(days=KEPT_DAYS + 1), comment=7)
    forget_what_is_done()
    assert letters().exists()
