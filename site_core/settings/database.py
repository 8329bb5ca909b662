"""SQLite made safe for several writers, or PostgreSQL."""

from .environment import DATABASE, DATABASE_CONN_MAX_AGE

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

if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASES = {"default": {**DATABASE, "OPTIONS": SQLITE_OPTIONS}}
else:
    DATABASES = {
        "default": {
            **DATABASE,
            "OPTIONS": {**POSTGRESQL_OPTIONS, **DATABASE.get("OPTIONS", {})},
            "CONN_MAX_AGE": DATABASE_CONN_MAX_AGE,
            "CONN_HEALTH_CHECKS": True,
        }
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
