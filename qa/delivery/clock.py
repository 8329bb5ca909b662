"""What changed when, by a clock that ticks with each change: one for all processes that share it.

A copy of a page that was begun at moment *m* is as good as new while nothing that it shows has
changed after *m*. Nothing is looked up beforehand, so what a page shows may be found out while it
is made. A clock that was lost begins a new *era*, in which no copy of another era is good.
"""

import fcntl
import mmap
import os
import re
import secrets
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol
from zlib import crc32

from redis import Connection, Redis
from redis.utils import str_if_bytes

ANYTHING = "anything"  # the name of whatever changes: its last change is the clock's own time


class Moment(NamedTuple):
    """A reading of the clock; *tick* counts the changes of the *era*."""

    era: int
    tick: int


class Clock(Protocol):
    """Each method raises OSError or RedisError where the clock does not answer."""

    def now(self) -> Moment:
        """Return the time: when anything last changed."""

    def last_changes(self, names: Sequence[str]) -> list[Moment]:
        """Return when each of *names* last changed; tick 0 for what has not in this era."""

    def advance(self, names: Iterable[str]) -> None:
        """Say that *names* change now."""


class FileClock:
    """A table of ticks in a file that the processes of one machine have in their memory.

    Reading it takes no system call beside one for whether the file is still that. Names share the
    places of the table by their checksums: two that meet drop each other's pages, no more.
    """

    _places = 1 << 16  # 8 bytes each
    _era, _now, _first = 0, 1, 2

    def __init__(self, path: Path) -> None:
        self._path = path
        self._guard = threading.Lock()
        self._file: int | None = None
        self._identity: tuple[int, int] | None = None
        self._table: memoryview | None = None

    def now(self) -> Moment:
        table = self._open()
        return Moment(table[self._era], table[self._now])

    def last_changes(self, names: Sequence[str]) -> list[Moment]:
        table = self._open()
        return [Moment(table[self._era], table[self._place_of(name)]) for name in names]

    def advance(self, names: Iterable[str]) -> None:
        with self._guard:
            table = self._open_guarded()
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                table[self._now] += 1
                for name in names:
                    table[self._place_of(name)] = table[self._now]
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _place_of(self, name: str) -> int:
        if name == ANYTHING:
            return self._now
        return self._first + crc32(name.encode()) % (self._places - self._first)

    def _open(self) -> memoryview:
        """Return the table, anew if its file was deleted or replaced."""
        if self._is_current():
            return self._table
        with self._guard:
            return self._open_guarded()

    def _open_guarded(self) -> memoryview:
        while not self._is_current():
            self._map()
        return self._table

    def _is_current(self) -> bool:
        try:
            found = os.stat(self._path)  # noqa: PTH116 - in the way of every page
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def _map(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._make_whole(file)
            table = memoryview(mmap.mmap(file, self._places * 8)).cast("Q")
            fcntl.flock(file, fcntl.LOCK_UN)
        except BaseException:
            os.close(file)
            raise
        if self._file is not None:
            os.close(self._file)
        found = os.fstat(file)
        self._file, self._table, self._identity = file, table, (found.st_dev, found.st_ino)

    def _make_whole(self, file: int) -> None:
        size = self._places * 8
        if os.fstat(file).st_size != size:
            os.ftruncate(file, 0)
            os.pwrite(file, secrets.token_bytes(8), 0)
            os.posix_fallocate(file, 0, size)  # a full disk says so now, not when it is written to


class RedisClock:
    """The same in one hash of a Redis server, which is lost as a whole or not at all.

    A server that was started again with what it had once saved, or took the place of one that
    failed, may not know of the last changes. So an era is over with the *life* of the server, by
    which it tells one start from the other (``run_id`` of its INFO).
    """

    _begin = """
        local life = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
        if redis.call('HGET', KEYS[1], 'life') ~= life then
            redis.call('DEL', KEYS[1])
            redis.call('HSET', KEYS[1], 'life', life, 'era', ARGV[1])
        end
    """
    _advance = (
        _begin
        + """
        local now = redis.call('HINCRBY', KEYS[1], 'now', 1)
        for number = 2, #ARGV do redis.call('HSET', KEYS[1], ARGV[number], now) end
    """
    )

    def __init__(self, client: Redis, key: str) -> None:
        self._client = client
        self._key = key
        self._beginning = client.register_script(self._begin)
        self._advancing = client.register_script(self._advance)
        self._own = threading.local()

    def now(self) -> Moment:
        """Return the time. Asked for every page that is sent, on a connection of each thread.

        The client would put the question together and look for a connection each time, which takes
        twice as long as the answer.
        """
        if not hasattr(self._own, "connection"):
            self._connect()
        connection = self._own.connection
        try:
            connection.connect()  # does nothing where it is
            connection.send_packed_command(self._own.question, check_health=False)
            life, era, tick = connection.read_response()
        except BaseException:
            connection.disconnect()
            raise
        if era and life == self._own.life:
            return Moment(int(era), int(tick or 0))
        self._beginning(keys=[self._key], args=[_new_era()])
        return self.last_changes([ANYTHING])[0]

    def last_changes(self, names: Sequence[str]) -> list[Moment]:
        fields = ["now" if name == ANYTHING else name for name in names]
        era, *ticks = self._client.hmget(self._key, "era", *fields)
        if not era:
            self._beginning(keys=[self._key], args=[_new_era()])
            return self.last_changes(names)
        return [Moment(int(era), int(tick or 0)) for tick in ticks]

    def advance(self, names: Iterable[str]) -> None:
        self._advancing(keys=[self._key], args=[_new_era(), *names])

    def _connect(self) -> None:
        connection = self._client.connection_pool.make_connection()
        connection.redis_connect_func = self._meet
        self._own.question = connection.pack_command("HMGET", self._key, "life", "era", "now")
        self._own.connection = connection

    def _meet(self, connection: Connection) -> None:
        """Begin a connection: whoever answers may be another server than before."""
        connection.on_connect()
        connection.send_command("INFO", "server")
        said = str_if_bytes(connection.read_response())
        self._own.life = re.search(r"run_id:(\w+)", said)[1].encode()


def _new_era() -> int:
    return secrets.randbits(63)
