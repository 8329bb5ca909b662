"""SQLite as Django speaks to it, but with writers that get their turn and hold up nobody meanwhile.

SQLite lets a writer who waits for another ask again after 1, 2, 5, 10 and so on to 100 ms: who has
waited long asks seldom, and is nearly always overtaken by somebody who has only come. And it waits
within the statement, where no other thread may touch anything of the connection. Whichever thread
happens to collect garbage must, to take a cursor of that connection away: if it is the one that is
waited for, both stand still. So who waits here sleeps between two statements (decision 3).
"""

import sqlite3
import time
from typing import Any

from django.db.backends.sqlite3 import base

TURN = 0.002  # seconds after which who waits asks again
LONGEST = 5  # seconds that anybody waits if the option ``timeout`` does not say
# Another one writes, or makes whole what one who was killed has left.
OCCUPIED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose statements wait for other writers, for all of the option ``timeout``."""

    def get_new_connection(self, conn_params: dict) -> sqlite3.Connection:
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")
        self.longest_wait = conn_params.get("timeout", LONGEST)
        return connection

    def create_cursor(self, name: str | None = None) -> "PatientCursor":
        cursor = self.connection.cursor(factory=PatientCursor)
        cursor.longest_wait = self.longest_wait
        return cursor


class PatientCursor(base.SQLiteCursorWrapper):
    """A cursor that asks again until the database is free.

    Not so ``executemany``, which may have written some of its rows: it belongs in a transaction,
    and who has begun one need not wait any more.
    """

    longest_wait: float  # seconds

    def execute(self, query: str, params: Any = None) -> sqlite3.Cursor:
        """Run a statement.

        :raises sqlite3.OperationalError: also when others have written for all of the longest wait
        """
        until = 0.0
        while True:
            try:
                return super().execute(query, params)
            except sqlite3.OperationalError as error:
                now = time.monotonic()
                until = until or now + self.longest_wait
                if getattr(error, "sqlite_errorcode", None) not in OCCUPIED or now > until:
                    raise
            time.sleep(TURN)
