"""Who waits for another writer asks again soon, and not for ever: see decision 3."""

import gc
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
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


def write(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE written (number)")


WAYS = pytest.mark.parametrize("change", [begin, write])


@WAYS
def test_who_has_waited_asks_as_often_as_who_has_just_come(connection, other, sent, change) -> None:
    done = threading.Timer(LONGEST / 2, other.execute, ["COMMIT"])
    done.start()
    change(connection)
    done.join()
    # In this time SQLite itself would ask nine times, all within this one statement.
    assert sent.count(sent[0]) > 10


@WAYS
def test_a_writer_who_waits_too_long_is_told(connection, other, change) -> None:
    started = time.monotonic()
    with pytest.raises(OperationalError, match="database is locked"):
        change(connection)
    assert time.monotonic() - started > LONGEST


@WAYS
def test_who_waits_does_not_hold_up_who_takes_its_cursors_away(connection, other, change) -> None:
    """The writer it waits for may be the one that collects its garbage."""
    left = connection.cursor()
    left.execute("SELECT 1 UNION SELECT 2")  # and not read to its end
    connection.inc_thread_sharing()

    def wait() -> None:
        with suppress(OperationalError):
            change(connection)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(LONGEST / 6)  # until it waits
    started = time.monotonic()
    del left
    taken = time.monotonic() - started
    waiting.join()
    assert taken < LONGEST / 2


def test_who_waits_leaves_no_garbage(connection, other) -> None:
    """Whoever collected it would wait for the connection it came from, again and again."""
    done = threading.Timer(LONGEST / 2, other.execute, ["COMMIT"])
    gc.collect()
    with_none = len(gc.get_objects())
    gc.disable()
    try:
        done.start()
        begin(connection)
        done.join()
        left = len(gc.get_objects()) - with_none
    finally:
        gc.enable()
    assert left < 100


def test_an_error_that_waiting_does_not_mend_is_told_at_once(connection, sent) -> None:
    connection.connection.execute("BEGIN")
    with pytest.raises(OperationalError, match="within a transaction"):
        begin(connection)
    assert sent.count("BEGIN IMMEDIATE") == 1
