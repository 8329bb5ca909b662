"""Redis stops and starts, with what it had or without: nobody is turned away, nothing is stale."""

import re
import time

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from qa.comments import throttle
from qa.comments.models import Comment
from qa.comments.policy import CommentPolicy
from qa.comments.states import CommentState
from qa.delivery import purging, shelf
from qa.models import QAPage
from qa.notifications.worker import new_worker
from tests.factories import CommentFactory, QAPageFactory, comment_form

from .conftest import forget_all

CONFIRM_PATH = re.compile(r"/comments/confirm/[^\s/]+/")


@pytest.fixture
def article(nodes) -> QAPage:
    return QAPageFactory(comment_policy=CommentPolicy.OPEN, first_published_at=timezone.now())


@pytest.fixture
def unheard(nodes, article, published):
    """Return a function that changes something while Redis is away, which is back afterwards.

    Both processes have kept the page before; the other one has noticed nothing.
    """
    here, there = nodes
    here.reader.get(article.url)
    assert not there.reader.get(article.url).was_made

    def change(what) -> None:
        here.line.cut()
        with published:
            what()
        here.line.mend()

    return change


def wait_until_told(node) -> None:
    deadline = time.monotonic() + 10
    while node.shelf._owed:
        assert time.monotonic() < deadline, "The clock was not told within ten seconds."
        time.sleep(0.005)


def test_pages_are_made_for_each_reader_while_redis_is_stopped(nodes, article) -> None:
    here, _there = nodes
    here.reader.get(article.url)
    here.line.cut()
    answers = [here.reader.get(article.url) for _ in range(2)]
    assert [(answer.status, answer.was_made) for answer in answers] == [(200, True)] * 2


def test_pages_are_kept_again_once_redis_is_back(nodes, article) -> None:
    here, _there = nodes
    here.line.cut()
    here.reader.get(article.url)
    here.line.mend()
    here.asks_again()
    assert [here.reader.get(article.url).was_made for _ in range(2)] == [True, False]


def test_comment_is_posted_and_confirmed_while_redis_is_stopped(
    nodes, article, published, deliver_mail
) -> None:
    nodes[0].line.cut()
    with published:
        form = comment_form(email="ada@example.org")
        assert Client().post(f"{article.url}comment/", form).status_code == 302
    [path] = set(CONFIRM_PATH.findall(deliver_mail()[0].body))
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC


def test_probe_says_that_the_site_goes_on_without_redis(nodes) -> None:
    nodes[0].line.cut()
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["checks"]["cache"]) == ("degraded", "failed")


def test_what_the_cache_counts_is_not_limited_while_redis_is_stopped(
    nodes, article, monkeypatch
) -> None:
    monkeypatch.setitem(throttle.RATES, "helpful", "1/hour")
    say = lambda: Client().post(f"{article.url}helpful/", {"helpful": "yes"}).status_code  # noqa: E731
    assert [say(), say()] == [302, 429]
    nodes[0].line.cut()
    assert say() == 302
    nodes[0].line.mend()
    nodes[0].asks_again()
    assert say() == 429


def test_comment_made_without_redis_is_shown_by_its_process_once_it_is_back(
    nodes, article, unheard
) -> None:
    here, _there = nodes
    unheard(lambda: CommentFactory(page=article, text="Unheard of."))
    here.asks_again()
    assert b"Unheard of." in here.reader.get(article.url).body


@pytest.mark.parametrize("what", ["comment", "withdrawal"])
def test_change_made_without_redis_is_soon_seen_in_processes_that_missed_the_outage(
    nodes, article, unheard, monkeypatch, what
) -> None:
    here, there = nodes
    monkeypatch.setattr(shelf, "TELL_EVERY", 0.01)
    changes = {
        "comment": lambda: CommentFactory(page=article, text="Unheard of."),
        "withdrawal": article.unpublish,
    }
    unheard(changes[what])
    wait_until_told(here)  # nobody asks it for a page
    answer = there.reader.get(article.url)
    assert (b"Unheard of." in answer.body) if what == "comment" else (answer.status == 410)


def test_change_is_told_by_the_worker_if_its_process_has_died(
    nodes, article, unheard, monkeypatch
) -> None:
    here, there = nodes
    unheard(lambda: CommentFactory(page=article, text="Unheard of."))
    here.dies()
    monkeypatch.setattr(purging, "shelf", there.shelf)  # the worker is another process
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    new_worker("purges").run()
    assert b"Unheard of." in there.reader.get(article.url).body


def test_worker_goes_on_telling_for_as_long_as_copies_are_kept() -> None:
    assert sum(purging.UNTIL_HEARD) >= shelf.KEPT


def test_nothing_is_stale_when_redis_comes_back_empty(
    nodes, article, unheard, redis, prefix
) -> None:
    here, there = nodes
    unheard(lambda: CommentFactory(page=article, text="Unheard of."))
    forget_all(redis, prefix)
    here.asks_again()
    assert all(b"Unheard of." in node.reader.get(article.url).body for node in (there, here))
