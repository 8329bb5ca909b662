"""The server is killed while readers post: whatever was answered is there when it is back."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django_comments.models import Comment as DjangoComment
from django_comments_xtd.models import XtdComment

from qa.comments.models import Comment, Following, Receipt
from qa.comments.policy import CommentPolicy
from tests.factories import CommentFactory, QAPageFactory, UserFactory, comment_form, home_page
from tests.qa.notifications.processes import environment
from tests.qa.notifications.samples import dead_port

from .test_concurrency import faults_of_threads
from .test_posting_load import mailed

pytestmark = pytest.mark.django_db(transaction=True)

READERS, ENOUGH = 8, 40

STEPS = ("Receipt.objects.create", "followers.follow", "notices.ask_to_confirm")
# Django is started once: each process parts from it before anything has connected to the database.
KILLED_AT = """
import json, os, signal, sys, django
django.setup()
from unittest.mock import patch
from django.test import Client
from tests.factories import comment_form
def post(step, address):
    with patch(step, lambda *args, **kwargs: os.kill(os.getpid(), signal.SIGKILL)):
        form = comment_form(email="ada@example.org", follow="on")
        Client(SERVER_NAME="localhost").post(address, form)
address, *steps = sys.argv[1:]
codes = {}
for step in steps:
    process = os.fork()
    if not process:
        post("qa.comments.posting." + step, address)
        os._exit(0)
    codes[step] = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
print(json.dumps(codes))
"""
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Site:
    """A real server of its own that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.port = dead_port()
        self.folder = folder
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        variables = environment(
            TASK_WORKER="false", TRUSTED_PROXIES="127.0.0.1", TMPDIR=str(self.folder)
        )
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "site_core.serve", "--port", str(self.port)],
                cwd=settings.BASE_DIR,
                env=variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait_until(self._answers)

    def kill(self) -> None:
        """End all its processes without a chance to finish anything."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        self._wait_until(lambda: not self._answers())

    def _answers(self) -> bool:
        try:
            return self.ask("GET", "/").status == 200
        except (OSError, HTTPException):
            return False

    def ask(self, method: str, path: str, fields: dict | None = None, **headers: str):
        """Return the answer; its body is its attribute ``html``."""
        if fields:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, urlencode(fields or {}), headers)
            answer = connection.getresponse()
            answer.html = answer.read().decode()
            return answer
        finally:
            connection.close()

    def _wait_until(self, condition: Callable[[], bool], seconds: int = 90) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.1)


@pytest.fixture
def site(db, tmp_path: Path) -> Iterator[Site]:
    home_page()
    UserFactory(admin=True)  # so that there is neither a demo to load nor a password to print
    site = Site(tmp_path)
    yield site
    site.kill()


class Readers:
    """Readers who post as fast as they can until the server is gone."""

    def __init__(self, site: Site, answered: Comment) -> None:
        self.site = site
        self.addresses = [f"{answered.page.url}comment/"]
        self.addresses.append(f"{self.addresses[0]}?reply_to={answered.pk}")
        self.numbers = count(1)
        self.receipts: dict[str, str] = {}  # the text by the address of the receipt

    def post_until_it_is_gone(self) -> None:
        # One sheet takes any number of texts; so nearly all the time goes into posting.
        form = self.site.ask("GET", self.addresses[0])
        cookie = form.getheader("Set-Cookie").partition(";")[0]
        hidden = dict(HIDDEN.findall(form.html))
        for number in self.numbers:
            try:
                self._post(number, hidden, cookie)
            except (OSError, HTTPException):
                return

    def _post(self, number: int, hidden: dict[str, str], cookie: str) -> None:
        fields = comment_form(
            text=f"Story number {number}.",
            email=f"reader{number}@example.org",
            follow="on",
            **hidden,
        )
        answer = self.site.ask(
            "POST",
            self.addresses[number % 2],
            fields,
            Cookie=cookie,
            X_Forwarded_For=f"10.0.{number}.1",  # a network of its own, which no limit stops
        )
        assert answer.status == 302, answer.html
        self.receipts[answer.getheader("Location")] = fields["text"]


@pytest.fixture
def readers(site: Site) -> Readers:
    """Readers whose server was killed while they posted, and started again."""
    readers = Readers(site, CommentFactory(page=QAPageFactory(comment_policy=CommentPolicy.OPEN)))
    site.start()
    with ThreadPoolExecutor(READERS) as threads:
        posting = [threads.submit(readers.post_until_it_is_gone) for _ in range(READERS)]
        while len(readers.receipts) < ENOUGH and not any(one.done() for one in posting):
            time.sleep(0.01)
        site.kill()
        for one in posting:
            one.result()
    assert len(readers.receipts) >= ENOUGH
    site.start()
    return readers


def test_what_was_answered_is_kept_whole_when_the_server_is_killed(readers, site) -> None:
    for address, text in readers.receipts.items():
        assert text in site.ask("GET", address).html
    posted = Comment.objects.exclude(user_email="")
    assert set(readers.receipts.values()) <= set(posted.values_list("comment", flat=True))
    # Nor is anything there by half, answered or not.
    ids = set(posted.values_list("pk", flat=True))
    assert ids == set(Receipt.objects.values_list("pk", flat=True)) == mailed()
    assert faults_of_threads() == []
    numbers = {model.objects.count() for model in (Comment, DjangoComment)}
    assert numbers == {XtdComment.norel_objects.count()}


def test_a_process_killed_while_it_stores_a_comment_leaves_nothing_of_it(
    db, tmp_path: Path
) -> None:
    answered = CommentFactory(page=QAPageFactory())
    address = f"{answered.page.url}comment/?reply_to={answered.pk}"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT, address, *STEPS],
        cwd=settings.BASE_DIR,
        env=environment(TMPDIR=str(tmp_path)),
        stdout=subprocess.PIPE,
        check=True,
    )
    assert json.loads(killed.stdout) == dict.fromkeys(STEPS, -signal.SIGKILL)
    assert list(DjangoComment.objects.values_list("pk", flat=True)) == [answered.pk]
    assert not Receipt.objects.exists()
    assert not Following.objects.exists()
    assert mailed() == set()
    assert faults_of_threads() == []
