"""What Prometheus is told of the database, the caches and the queues."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connections
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry

from qa.comments.models import Comment, Report
from qa.delivery.purging import purge_addresses
from qa.notifications.letters import letters
from qa.notifications.tasks import enqueue
from site_core.operations import collector
from site_core.operations.collector import SiteCollector
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db
Value = Callable[..., float | None]


@pytest.fixture
def value(monkeypatch) -> Value:
    """Return a function that gives the value of a gauge now, None where there is none."""
    # Tests run in a transaction, which would end with the connection.
    monkeypatch.setattr(connections, "close_all", lambda: None)
    registry = CollectorRegistry()
    registry.register(SiteCollector())
    return lambda name, **labels: registry.get_sample_value(name, labels)


def ago(**duration: int) -> datetime:
    return timezone.now() - timedelta(**duration)


def forget_comments() -> None:
    """Do what a minute does to the numbers of comments."""
    caches["default"].delete("site_comments")


def queued(*, after: datetime | None = None, attempt: int = 1, **changes) -> None:
    known = set(letters().values_list("pk", flat=True))
    enqueue(after=after or ago(seconds=1), kind="greeting", ids={}, identity="a1", attempt=attempt)
    letters().exclude(pk__in=known).update(**changes)


def mark_urgent(comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(is_urgent=True)


def test_comments_are_counted_by_state(value) -> None:
    CommentFactory(state="public")
    CommentFactory.create_batch(2, state="spam")
    counted = [value("site_comments", state=state) for state in ("public", "spam", "pending")]
    assert counted == [1, 2, 0]


def test_comments_are_counted_by_whoever_asks_first_and_not_at_each_scrape(value) -> None:
    CommentFactory(state="public")
    assert value("site_comments", state="public") == 1
    CommentFactory(state="public")
    assert value("site_comments", state="public") == 1
    forget_comments()
    assert value("site_comments", state="public") == 2


def test_it_is_known_how_long_the_oldest_comment_waits(value) -> None:
    for hours in (1, 3):
        CommentFactory(state="pending", posted_at=ago(hours=hours))
    CommentFactory(state="public", posted_at=ago(hours=9))
    waited = value("site_comments_oldest_waiting_seconds", kind="ordinary")
    assert waited == pytest.approx(3 * 3600, abs=60)


def test_where_somebody_may_be_in_danger_the_wait_is_known_apart(value) -> None:
    CommentFactory(state="pending", posted_at=ago(hours=3))
    mark_urgent(CommentFactory(state="pending", posted_at=ago(hours=1)))
    waited = value("site_comments_oldest_waiting_seconds", kind="crisis")
    assert waited == pytest.approx(3600, abs=60)


def test_nobody_waits_where_no_comment_does(value) -> None:
    mark_urgent(CommentFactory(state="public", posted_at=ago(hours=3)))
    kinds = ("crisis", "ordinary")
    waited = [value("site_comments_oldest_waiting_seconds", kind=kind) for kind in kinds]
    assert waited == [0, 0]


def test_only_reports_that_nobody_handled_wait(value) -> None:
    comment = CommentFactory(state="public")
    waiting = Report.objects.create(comment=comment, reason="spam")
    Report.objects.filter(pk=waiting.pk).update(reported_at=ago(hours=2))
    Report.objects.create(comment=comment, reason="spam", handled_at=timezone.now())
    assert value("site_reports_waiting") == 1
    assert value("site_reports_oldest_waiting_seconds") == pytest.approx(2 * 3600, abs=60)


def test_mails_are_counted_by_what_becomes_of_them(value) -> None:
    queued()
    queued(after=ago(hours=-1), attempt=2)
    queued(status="FAILED", finished_at=ago(days=1))
    queued(status="SUCCESSFUL")
    states = ("due", "later", "retrying", "failed")
    assert [value("site_mails", state=state) for state in states] == [1, 1, 1, 1]


def test_it_is_known_how_long_the_oldest_mail_has_been_due(value) -> None:
    queued(after=ago(minutes=10))
    queued(after=ago(hours=-1))
    assert value("site_mails_oldest_due_seconds") == pytest.approx(600, abs=60)


def test_purges_that_failed_or_are_late_are_told(value) -> None:
    for attempt, run_after in ((0, ago(minutes=10)), (1, ago(hours=-1))):
        purge_addresses.using(run_after=run_after).enqueue(addresses=[], attempt=attempt)
    assert value("site_purges_retrying") == 1
    assert value("site_purges_oldest_due_seconds") == pytest.approx(600, abs=60)


def test_a_purge_that_was_never_tried_is_late_from_when_it_was_asked_for(value) -> None:
    purge_addresses.enqueue(addresses=[])
    DBTaskResult.objects.update(enqueued_at=ago(minutes=10))
    assert value("site_purges_oldest_due_seconds") == pytest.approx(600, abs=60)


def test_each_cache_is_up_or_not(value, monkeypatch) -> None:
    monkeypatch.setattr(caches["renditions"], "get", lambda *args, **kwargs: None)
    names = ("default", "renditions")
    assert [value("site_cache_up", cache=name) for name in names] == [1, 0]


def test_a_database_that_fails_is_told_and_nothing_is_made_up(value, monkeypatch) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(collector, "missing_migrations", fail)
    assert value("site_database_up") == 0
    assert value("site_comments", state="public") is None


def test_a_database_that_answers_is_told(value) -> None:
    assert (value("site_database_up"), value("site_migrations_missing")) == (1, 0)


def test_a_database_older_than_the_code_is_not_asked_further(value, monkeypatch) -> None:
    monkeypatch.setattr(collector, "missing_migrations", lambda: [("home", "0009_more")])
    assert value("site_migrations_missing") == 1
    assert value("site_comments", state="public") is None


def test_the_cost_does_not_grow_with_the_site(value, django_assert_num_queries) -> None:
    for _ in range(3):
        queued()
        CommentFactory(state="pending")
    value("site_database_up")
    forget_comments()
    with django_assert_num_queries(10):
        value("site_database_up")
