"""The worker as a process of its own: it works, stops when told, and may be killed."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from qa.notifications.letters import TOO_LONG, letters, recover_lost_work
from qa.notifications.queue import send_later

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


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment(),
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
