"""A hot standby of PostgreSQL, from which pages are read for whoever only reads.

A page made of old rows would be kept by a cache long after the standby has caught up. So each
request that reads asks both servers how far they are, and reads from the standby only if that holds
everything that is stored by then: a comment is on the very next page, whichever node and whichever
database serves it.
"""

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import HttpRequest, HttpResponse

REPLICA = "replica"
PAUSE = 10  # seconds for which a standby that failed is left alone

logger = logging.getLogger(__name__)


class Standby:
    """What a process knows of the standby; *resumes_at* is a time of a stopwatch."""

    def __init__(self) -> None:
        self.resumes_at = float("-inf")

    def has_caught_up(self) -> bool:
        """Return whether it holds everything that is stored in the first database by now.

        ``pg_current_wal_flush_lsn()`` is behind every transaction that was reported as stored; a
        server that is no standby has no position (PostgreSQL manual, "System Administration
        Functions").
        """
        if time.monotonic() < self.resumes_at:
            return False
        (stored,) = _ask(DEFAULT_DB_ALIAS, "SELECT pg_current_wal_flush_lsn()::text")
        try:
            (is_there,) = _ask(REPLICA, "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", stored)
        except DatabaseError as error:
            self.resumes_at = time.monotonic() + PAUSE
            # Only the kind of error: its text holds the address of the server.
            kind = type(error).__name__
            logger.warning("The replica does not answer; going on without it (%s).", kind)
            return False
        return bool(is_there)


standby = Standby()


class Reading:
    """Where one request reads from, which is decided when it first reads."""

    _alias = ""

    @property
    def alias(self) -> str:
        if not self._alias:
            self._alias = REPLICA if standby.has_caught_up() else DEFAULT_DB_ALIAS
        return self._alias


_reading: ContextVar[Reading | None] = ContextVar("reading", default=None)


class ReplicaRouter:
    """Sends the reads of a request where it reads from, all else to the first database."""

    def db_for_read(self, model: type, **hints) -> str:
        reading = _reading.get()
        # A transaction reads what it wrote, and with what it set.
        if reading is None or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return DEFAULT_DB_ALIAS
        return reading.alias

    def db_for_write(self, model: type, **hints) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first, second, **hints) -> bool:
        return True  # two copies of one database

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return db != REPLICA


def read_from_replica(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: read from the standby for whoever is not logged in and only looks."""
    if REPLICA not in settings.DATABASES:
        raise MiddlewareNotUsed

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"} or settings.SESSION_COOKIE_NAME in request.COOKIES:
            return get_response(request)
        token = _reading.set(Reading())
        try:
            return get_response(request)
        finally:
            _reading.reset(token)

    return middleware


def _ask(alias: str, question: str, *values: str) -> tuple:
    with connections[alias].cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()
