"""What all tests share."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from unittest.mock import patch

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sites.management import create_default_site
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.db.transaction import atomic
from django.test import TransactionTestCase
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError
from wagtail.signal_handlers import disable_reference_index_auto_update
from xdist.scheduler import LoadScopeScheduling

from site_core.foundation.languages import forget_locales
from tests.reading import Reader, forget_pages

CHROMIUM = next(
    (
        path
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (path := shutil.which(name))
    ),
    None,
)


# Files whose tests share what takes seconds to make: one process runs all tests of each.
# Groups of xdist 3.8 would say so, but pytest 9.2 does not hear of them.
TOGETHER = {
    "tests/deploy/test_nginx.py",
    "tests/home/test_load_demo.py",
    "tests/qa/comments/test_migrations.py",
    "tests/site_core/test_environment.py",
    "tests/site_core/test_https_settings.py",
    "tests/site_core/test_sentry.py",
}


class Scheduling(LoadScopeScheduling):
    """Hands out test after test, but those of some files together."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


def pytest_xdist_make_scheduler(config, log) -> Scheduling:
    return Scheduling(config, log)


def pytest_configure() -> None:
    # Playwright runs an event loop beside the tests; Django's guard would refuse the database.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items) -> None:
    """Say plainly that browser tests are skipped without a browser; under CI that is an error."""
    if CHROMIUM:
        return
    browser_tests = [item for item in items if item.get_closest_marker("browser")]
    if browser_tests and os.environ.get("CI") == "true":
        raise pytest.UsageError("CI=true, but there is no Chromium for the browser tests.")
    for item in browser_tests:
        item.add_marker(pytest.mark.skip(reason="Chromium was not found: browser tests skipped"))


def pytest_collection_finish() -> None:
    """Have no time spent on looking for garbage among the code and the tests, which all stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20)


def pytest_sessionfinish(session) -> None:
    shutil.rmtree(settings.MEDIA_ROOT.parent, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _no_reference_index() -> Iterator[None]:
    """Leave out which page refers to which: no test asks, and it costs as much as the page."""
    with disable_reference_index_auto_update():
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_search_tasks() -> Iterator[None]:
    """Leave out the task that each saved page queues for a search index that is not kept here."""
    with patch("modelsearch.signal_handlers.insert_or_update_object_task"):
        yield


# Made after migrations, alike after each test.
KEPT_TABLES = {"django_content_type", "auth_permission"}


def empty_database(_test: TransactionTestCase) -> None:
    """Take away what a test stored that other connections could see.

    Django's own way empties every table, which takes PostgreSQL a second or more a test, and makes
    every permission anew. Few tables hold anything.
    """
    tables = set(connection.introspection.django_table_names(only_existing=True)) - KEPT_TABLES
    quoted = [connection.ops.quote_name(table) for table in sorted(tables)]
    full = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in quoted
    )
    with atomic(), connection.cursor() as cursor:
        cursor.execute(full)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DELETE FROM {name}")
        create_default_site(apps.get_app_config("sites"), verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def _quick_emptying() -> Iterator[None]:
    with patch.object(TransactionTestCase, "_fixture_teardown", empty_database):
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Wagtail keeps paths of sites and sizes of pictures in caches; each test has its own."""
    for cache in caches.all(initialized_only=True):
        cache.clear()
    forget_locales()
    forget_pages()


@pytest.fixture
def redis() -> Redis:
    """Return a real server that tests share: each has keys of its own and leaves none behind."""
    client = Redis.from_url(os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0"))
    try:
        client.ping()
    except RedisError:
        pytest.skip("There is no Redis at TEST_REDIS_URL.")
    return client


@pytest.fixture
def reader(db) -> Reader:
    """Return who reads the site through its page cache, in which nothing is yet."""
    return Reader()


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """Return a context whose changes are committed at its end, as often as it is entered."""

    class Published:
        def __enter__(self) -> None:
            for _savepoints, function, _robust in connection.run_on_commit:
                function.is_done = True  # what was written before is another transaction's
            self._capturing = django_capture_on_commit_callbacks(execute=True)
            self._capturing.__enter__()

        def __exit__(self, *raised) -> None:
            self._capturing.__exit__(*raised)

    return Published()


@pytest.fixture
def deliver_mail(monkeypatch) -> Callable[..., list[mail.EmailMessage]]:
    """Return a function that sends the mail that is due, or will be ``at`` a later time.

    It returns the outbox: everything that went out in this test. What only becomes due while it
    runs, such as a further attempt, is left for the next call.
    """
    from django_tasks_db.management.commands import db_worker

    from qa.notifications.letters import letters
    from qa.notifications.worker import new_worker

    # Tests run in a transaction, which the worker would end with the connection.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)

    def deliver(*, at: datetime | None = None) -> list[mail.EmailMessage]:
        if at:
            waiting = letters().filter(status="READY", run_after__lte=at).order_by()
            waiting.update(run_after=timezone.now())
        new_worker().run()
        return mail.outbox

    return deliver
