"""What a process of the site needs, looked at: for load balancers and for the metrics."""

from enum import StrEnum
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from qa.notifications.letters import late_letters, late_purges

PROBE_KEPT = 60  # seconds


class Found(StrEnum):
    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"  # whoever would know does not answer


# Without these no page can be made. Without the others the site goes on: pages are made without a
# cache, and mail or purges that wait are no reason to turn readers away.
ESSENTIAL = ("database", "migrations")
CHECKS = (*ESSENTIAL, "cache", "mail_queue", "purge_queue")


def findings() -> dict[str, Found]:
    """Return what was found of the database, its migrations, the caches and the queues."""
    found = dict.fromkeys(CHECKS, Found.UNKNOWN)
    found["cache"] = _as(all(caches_that_answer().values()))
    try:
        found["migrations"] = _as(not missing_migrations())
        found["database"] = Found.OK
        if found["migrations"] is Found.OK:
            found["mail_queue"] = _as(not late_letters().exists())
            found["purge_queue"] = _as(not late_purges().exists())
    except Error:
        found["database"] = Found.FAILED
    return found


def caches_that_answer() -> dict[str, bool]:
    """Return for each cache of the settings whether it keeps what it is given.

    One that failed a moment ago is not asked again at once (see ``site_core.cache``).
    """
    answering = {}
    for name in settings.CACHES:
        caches[name].set("probe", 1, PROBE_KEPT)
        answering[name] = caches[name].get("probe") == 1
    return answering


def missing_migrations() -> list[tuple[str, str]]:
    """Return the migrations of this release that the database has not seen: app and name.

    :raises django.db.Error: if the database does not answer
    """
    return sorted(
        _migrations_of_this_release() - set(MigrationRecorder(connection).applied_migrations())
    )


@cache
def _migrations_of_this_release() -> frozenset[tuple[str, str]]:
    # Read from disk once: they are part of the code. Squashed ones count as Django records them.
    return frozenset(MigrationLoader(None).graph.nodes)


def _as(good: bool) -> Found:
    return Found.OK if good else Found.FAILED
