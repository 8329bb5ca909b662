"""SQLite: copied by its online backup, which readers and writers need not wait for."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from .archive import BackupError

FILE = "database.sqlite3"
WAIT = 20  # seconds for a writer to end


def save(target: Path) -> dict[str, dict]:
    """Write the database to *target*; return the rows of each table in it."""
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=WAIT)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, wherever it is opened
        return _contents(copy)


@contextmanager
def scratch(dump: Path) -> Iterator[dict[str, dict]]:
    """Open *dump* as a database and yield the rows of each table."""
    with closing(sqlite3.connect(dump)) as copy:
        try:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise BackupError("The saved database does not pass SQLite's integrity check.")
            yield _contents(copy)
        except sqlite3.DatabaseError as error:
            raise BackupError(f"The saved database cannot be read: {error}") from error


def restore(dump: Path) -> dict[str, dict]:
    """Put *dump* into the place of the database at once; return the rows of each table."""
    connection.close()
    live_path = Path(connection.settings_dict["NAME"])
    live_path.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(dump)) as copy,
        closing(sqlite3.connect(live_path, timeout=WAIT)) as live,
    ):
        try:
            copy.backup(live)
            return _contents(live)
        except sqlite3.DatabaseError as error:
            raise BackupError(f"The database was not replaced: {error}. Stop the site.") from error


def _contents(database: sqlite3.Connection) -> dict[str, dict]:
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    tables = {}
    for (name,) in sorted(names):
        quoted = name.replace('"', '""')
        (rows,) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608
        tables[name] = {"rows": rows}
    return tables
