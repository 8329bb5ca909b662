"""Who waits for another writer asks again soon, and not for ever: see decision 3."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

LONGEST = 0.3  # seconds


@pytest.fixture
def connection(tmp_path, django_db_blocker) -> Iterator[BaseDatabaseWrapper]:
    database = {
        "ENGINE": "site_core.sqlite3",
        "NAME": str(tmp_path / "db.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": LONGEST},
    }
    connection = ConnectionHandler({"default": database})["default"]
    with django_db_blocker.unblock():  # it is none of those that tests share
        connection.ensure_connection()
        yield connection
        connection.close()


@pytest.fixture
def other(connection) -> Iterator[sqlite3.Connection]:
    """Another connection, in the middle of a transaction."""
    path = Path(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


@pytest.fixture
def sent(connection) -> list[str]:
    """What the connection sends to SQLite from here on."""
    statements: list[str] = []
    connection.connection.set_trace_callback(statements.append)
    return statements


def begin(connection: BaseDatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def test_who_has_waited_asks_as_often_as_who_has_just_come(connection, other, sent) -> None:
    done = threading.Timer(LONGEST / 2, other.execute, ["COMMIT"])
    done.start()
    begin(connection)
    done.join()
    # In this time SQLite itself would ask nine times, all within this one statement.
    assert sent.count("BEGIN IMMEDIATE") > 10


def test_a_writer_who_waits_too_long_is_told(connection, other) -> None:
    with pytest.raises(OperationalError, match="database is locked"):
        begin(connection)


def test_an_error_that_waiting_does_not_mend_is_told_at_once(connection, sent) -> None:
    connection.connection.execute("BEGIN")
    with pytest.raises(OperationalError, match="within a transaction"):
        begin(connection)
    assert sent.count("BEGIN IMMEDIATE") == 1


@pytest.mark.parametrize("fails", [False, True])
def test_other_statements_wait_as_long_as_before(connection, other, fails: bool) -> None:
    if fails:
        with pytest.raises(OperationalError):
            begin(connection)
    else:
        other.execute("COMMIT")
        begin(connection)
    [(milliseconds,)] = connection.connection.execute("PRAGMA busy_timeout").fetchall()
    assert milliseconds == LONGEST * 1000
