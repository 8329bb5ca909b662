"""SQLite made safe for several writers, or PostgreSQL with a replica if there is one."""

from .environment import DATABASE, DATABASE_CONN_MAX_AGE, DATABASE_REPLICA

# A write transaction takes SQLite's lock when it begins: upgrading a read lock later fails at once
# with "database is locked" when two writers meet, whatever the busy timeout.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,  # seconds a writer waits for another
    "init_command": (
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;"
    ),
}

POSTGRESQL_OPTIONS = {
    # PostgreSQL overrates recursive reads and compiles them for longer than they run.
    "options": "-c jit=off",
    # Otherwise a thread waits for a server that is gone without a word for a quarter of an hour.
    "connect_timeout": 5,  # seconds
    "tcp_user_timeout": 10_000,  # milliseconds
}


def _postgresql(database: dict, **options) -> dict:
    return {
        **database,
        "OPTIONS": {**POSTGRESQL_OPTIONS, **options, **database.get("OPTIONS", {})},
        "CONN_MAX_AGE": DATABASE_CONN_MAX_AGE,
        "CONN_HEALTH_CHECKS": True,
    }


if DATABASE["ENGINE"].endswith("sqlite3"):
    sqlite = {"ENGINE": "site_core.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    DATABASES = {"default": {**DATABASE, **sqlite}}
else:
    DATABASES = {"default": _postgresql(DATABASE)}
if DATABASE_REPLICA:
    # Seconds to connect: what it does not give is read from the first one.
    DATABASES["replica"] = _postgresql(DATABASE_REPLICA, connect_timeout=2)
    DATABASE_ROUTERS = ["site_core.replica.ReplicaRouter"]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
