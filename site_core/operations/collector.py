"""What Prometheus learns of the database, the caches and the queues, asked when it asks.

The process that serves the metrics asks, and never one that answers readers.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import Error, connections
from django.db.models import Count, Min, Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from qa.comments.models import Comment, Report
from qa.comments.states import CommentState
from qa.notifications.letters import due_since, failed_letters, letters

from .readiness import caches_that_answer, missing_migrations

Gauges = Iterator[GaugeMetricFamily]
COUNTED_EVERY = 60  # seconds


class SiteCollector(Collector):
    """Collects the gauges. Where the database does not answer, those it would give are missing."""

    def describe(self) -> list:
        return []  # so that nothing is asked when this is registered

    def collect(self) -> Gauges:
        yield _labelled(
            "site_cache_up",
            "Whether the cache keeps what it is given.",
            "cache",
            {name: int(up) for name, up in caches_that_answer().items()},
        )
        gauges, up = _or_nothing(_of_the_database)
        yield from gauges
        yield GaugeMetricFamily("site_database_up", "Whether the database answers.", int(up))


def _or_nothing(ask: Callable[[], Gauges]) -> tuple[list[GaugeMetricFamily], bool]:
    """Return what *ask* yields and True, or nothing and False where the database fails."""
    try:
        return list(ask()), True
    except Error:
        return [], False
    finally:
        # Each answer has a thread of its own, which would leave its connection behind.
        connections.close_all()


def _of_the_database() -> Gauges:
    missing = missing_migrations()
    yield GaugeMetricFamily(
        "site_migrations_missing", "Migrations the database has not seen.", len(missing)
    )
    if not missing:
        now = timezone.now()
        yield from _of_comments(now)
        yield from _of_mail(now)
        yield from _of_purges(now)


def _of_comments(now: datetime) -> Gauges:
    # The one number that takes longer the more is said: whoever asks first counts for all nodes.
    by_state = cache.get_or_set("site_comments", _comments_by_state, COUNTED_EVERY)
    yield _labelled("site_comments", "Comments by state.", "state", by_state)
    waiting = {"crisis": Q(is_urgent=True), "ordinary": Q(is_urgent=False)}
    oldest = Comment.objects.filter(state=CommentState.PENDING).aggregate(
        **{kind: Min("posted_at", filter=of_kind) for kind, of_kind in waiting.items()}
    )
    yield _labelled(
        "site_comments_oldest_waiting_seconds",
        "How long the oldest comment has waited for a moderator; 0 if none waits.",
        "kind",
        {kind: _age(since, now) for kind, since in oldest.items()},
    )
    reports = Report.objects.filter(handled_at=None).aggregate(
        number=Count("*"), oldest=Min("reported_at")
    )
    yield GaugeMetricFamily(
        "site_reports_waiting", "Reports of readers that nobody handled.", reports["number"]
    )
    yield GaugeMetricFamily(
        "site_reports_oldest_waiting_seconds",
        "How long the oldest report has waited; 0 if none waits.",
        _age(reports["oldest"], now),
    )


def _comments_by_state() -> dict[str, int]:
    # Of rows rather than of their keys, which no index of states holds.
    counted = Comment.objects.values_list("state").annotate(number=Count("*")).order_by()
    return dict.fromkeys(CommentState.values, 0) | dict(counted)


def _of_mail(now: datetime) -> Gauges:
    ready = letters().filter(status=TaskResultStatus.READY).order_by()
    due = ready.filter(run_after__lte=now)
    first = due.aggregate(number=Count("pk"), oldest=Min("run_after"))
    later = ready.filter(run_after__gt=now)
    yield _labelled(
        "site_mails",
        "Mails in the queue: due, due later, in another attempt after a failure, given up.",
        "state",
        {
            "due": first["number"],
            "later": later.count(),
            "retrying": ready.filter(args_kwargs__kwargs__attempt__gt=1).count(),
            "failed": failed_letters().count(),
        },
    )
    yield GaugeMetricFamily(
        "site_mails_oldest_due_seconds",
        "How long the oldest mail that is due has waited; 0 if none is.",
        _age(first["oldest"], now),
    )


def _of_purges(now: datetime) -> Gauges:
    """Yield what waits for the worker, which it cannot tell while it is down."""
    ready = DBTaskResult.objects.filter(backend_name="purges", status=TaskResultStatus.READY)
    found = ready.annotate(due=due_since()).aggregate(
        retrying=Count("pk", filter=Q(args_kwargs__kwargs__attempt__gt=0)),
        oldest=Min("due", filter=Q(due__lte=now)),
    )
    yield GaugeMetricFamily(
        "site_purges_retrying",
        "Purges that wait for another attempt after a failure.",
        found["retrying"],
    )
    yield GaugeMetricFamily(
        "site_purges_oldest_due_seconds",
        "How long the oldest purge that is due has waited; 0 if none is.",
        _age(found["oldest"], now),
    )


def _labelled(name: str, says: str, label: str, values: dict[Any, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, says, labels=[label])
    for value, number in values.items():
        family.add_metric([str(value)], number)
    return family


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
