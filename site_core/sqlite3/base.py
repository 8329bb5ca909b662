"""SQLite as Django speaks to it, but with writers that get their turn.

SQLite lets a writer who waits for another ask again after 1, 2, 5, 10 and so on to 100 ms: who has
waited long asks seldom, and is nearly always overtaken by somebody who has only come. With four
writers at once, one of them waited for more than a second (decision 3).
"""

import time
from sqlite3 import SQLITE_BUSY

from django.db import OperationalError
from django.db.backends.sqlite3 import base

TURN = 3  # milliseconds after which a writer who waits asks again
LONGEST = 5  # seconds that a writer waits if the option ``timeout`` does not say


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin soon after the one before has ended."""

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction.

        :raises OperationalError: when others have written for all of the option ``timeout``
        """
        longest = self.get_connection_params().get("timeout", LONGEST)
        until = time.monotonic() + longest
        self._wait_at_most(TURN)
        try:
            while not self._has_begun(until):
                pass
        finally:
            self._wait_at_most(round(longest * 1000))

    def _has_begun(self, until: float) -> bool:
        try:
            super()._start_transaction_under_autocommit()
        except OperationalError as error:
            if error.__cause__.sqlite_errorcode != SQLITE_BUSY or time.monotonic() > until:
                raise
            return False
        return True

    def _wait_at_most(self, milliseconds: int) -> None:
        self.connection.execute(f"PRAGMA busy_timeout = {milliseconds}")
