"""The worker as a process of its own: it works, stops when told, and may be killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from qa.delivery.purging import purge_addresses
from qa.models import QAPage
from qa.notifications.letters import TOO_LONG, letters, recover_lost_work
from qa.notifications.queue import send_later
from qa.notifications.worker import do_chore
from tests.factories import QAPageFactory

from .processes import environment

pytestmark = pytest.mark.django_db(transaction=True)

# A worker that the system kills while it is at a mail.
KILLED_AT_WORK = """
import os, signal, django
django.setup()
from qa.notifications.registry import mail_kind
from qa.notifications.worker import new_worker
mail_kind("greeting")(lambda **ids: os.kill(os.getpid(), signal.SIGKILL))
new_worker().run()
"""

# A worker that mails and chores can keep busy until the test ends the line to it.
BUSY = """
import signal, sys, time, django
django.setup()
from django.db import OperationalError
from qa.notifications import worker
from qa.notifications.registry import mail_kind
def hang(**ids):
    sys.stdin.read()
def hang_until_told_to_stop(**ids):
    while signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        time.sleep(0.01)
    time.sleep(0.5)
def lose_the_database():
    while not worker.DBTaskResult.objects.running().exists():
        time.sleep(0.01)
    raise OperationalError("It is gone.")
{0}
worker.work_until_told_to_stop()
"""


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "It did not come about within a minute."
        time.sleep(0.05)


@pytest.fixture
def lost_mail(greeting) -> None:
    """A mail that a worker took up long ago, and never finished."""
    send_later("greeting", comment=7)
    letters().update(status="RUNNING", started_at=timezone.now() - TOO_LONG - timedelta(minutes=1))


@pytest.fixture
def worker() -> Iterator[subprocess.Popen]:
    process = start("manage.py", "mail_worker")
    yield process
    process.kill()
    process.communicate()


@pytest.fixture
def busy_worker() -> Iterator[Callable[[str], subprocess.Popen]]:
    """Return a function that starts a worker as BUSY says, which does something else before."""
    started = []

    def start_busy(otherwise: str) -> subprocess.Popen:
        started.append(start("-c", BUSY.format(otherwise)))
        return started[-1]

    yield start_busy
    for process in started:
        process.kill()
        process.communicate()


def purges() -> DBTaskResultQuerySet:
    return DBTaskResult.objects.filter(backend_name="purges")


def test_the_worker_takes_up_mail_and_stops_without_a_word(greeting, worker) -> None:
    # That process knows no such kind, so it puts a second attempt into the queue.
    send_later("greeting", comment=7)
    wait_until(lambda: letters().count() == 2)
    wait_until(lambda: letters().finished().exists())
    worker.send_signal(signal.SIGTERM)
    output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert [line for line in output.splitlines() if "failed: KeyError" not in line] == []


def test_the_worker_takes_up_what_a_killed_one_left(lost_mail, worker) -> None:
    wait_until(lambda: letters().successful().exists())


def test_a_mail_survives_the_worker_that_is_killed_at_it(greeting, deliver_mail) -> None:
    send_later("greeting", comment=7)
    killed = start("-c", KILLED_AT_WORK)
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    letters().filter(status="RUNNING").update(
        started_at=timezone.now() - TOO_LONG - timedelta(minutes=1)
    )
    recover_lost_work()
    assert len(deliver_mail()) == 1


def test_caches_in_front_are_told_while_a_mail_hangs(greeting, busy_worker) -> None:
    send_later("greeting", comment=7)
    busy_worker('mail_kind("greeting")(hang)')
    wait_until(lambda: letters().running().exists())
    purge_addresses.enqueue(addresses=[])
    wait_until(lambda: purges().successful().exists())
    assert letters().running().exists()


def test_mail_goes_out_and_caches_are_told_while_a_chore_hangs(greeting, busy_worker) -> None:
    send_later("greeting", comment=7)
    purge_addresses.enqueue(addresses=[])
    # What hangs is the first of all.
    busy_worker('mail_kind("greeting")(lambda **ids: None); worker.CHORES = {hang: 3600}')
    wait_until(lambda: letters().successful().exists())
    wait_until(lambda: purges().successful().exists())


def test_worker_that_is_told_to_stop_ends_the_mail_it_is_at(greeting, busy_worker) -> None:
    send_later("greeting", comment=7)
    worker = busy_worker('mail_kind("greeting")(hang_until_told_to_stop)')
    wait_until(lambda: letters().running().exists())
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert letters().get().status == "SUCCESSFUL"


def test_worker_of_which_a_part_has_died_ends_whatever_hangs(greeting, busy_worker) -> None:
    send_later("greeting", comment=7)
    worker = busy_worker(
        """
mail_kind("greeting")(hang)
worker.CHORES = {lose_the_database: 3600}
worker.LONGEST_GOODBYE = 0.1
"""
    )
    assert worker.wait(60) == 1
    said = worker.stdout.read()
    assert "It is gone." in said
    assert "The worker ends in the middle of this: mail" in said


def test_worker_publishes_what_is_planned_and_takes_back_what_has_expired(worker) -> None:
    coming, going = QAPageFactory(live=False), QAPageFactory()
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    coming.save_revision(approved_go_live_at=a_minute_ago)
    QAPage.objects.filter(pk=going.pk).update(expire_at=a_minute_ago)
    wait_until(lambda: QAPage.objects.get(pk=coming.pk).live)
    wait_until(lambda: QAPage.objects.get(pk=going.pk).expired)


def test_chore_that_fails_is_logged_and_waits_for_its_next_time(caplog) -> None:
    def sweep() -> None:
        raise ValueError("There is no broom.")

    assert do_chore(sweep)
    assert "The worker could not do this: sweep" in caplog.text


def test_chore_that_others_keep_from_writing_is_done_soon() -> None:
    def sweep() -> None:
        raise OperationalError("database is locked")

    assert not do_chore(sweep)
