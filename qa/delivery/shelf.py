"""Where copies of pages are: some in the memory of each process, all in a cache they share."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone
from redis.exceptions import RedisError

from site_core.cache import RedisCache, outages

from .clock import ANYTHING, Clock, FileClock, Moment, RedisClock

MEMORY = 8 << 20  # bytes of pages in the memory of each process
KEPT = 60 * 60  # seconds; nothing depends on it that the clock knows of
MOST_NAMES = 500  # of what shows more, a copy is good until anything changes
LONGEST_BUILD = 10  # seconds after which another may build the same page
MOST_LAST_CHANGES = 20_000  # names of which it is remembered when they last changed
TELL_EVERY = 1  # seconds after which the clock is told again what it did not hear


Answer = TypeVar("Answer")


class Copy(Protocol):
    """A page that was made, or a piece of one."""

    made_at: Moment  # when it was begun, by the clock
    names: tuple[str, ...]  # what stands on it, as site_core.foundation.shown names it
    until: datetime | None  # when it is over by itself

    @property
    def size(self) -> int:
        """Bytes, about."""


def key_for(*parts: str) -> str:
    """Return the name under which the copy is kept that all *parts* together tell from others."""
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def names_to_keep(names: Collection[str]) -> tuple[str, ...]:
    """Return what a copy that shows *names* is to be checked by."""
    return tuple(names) if len(names) <= MOST_NAMES else (ANYTHING,)


class Shelf:
    """The copies, and the clock that says which of them are as good as new.

    Where the clock does not answer, no copy is good, and none is kept.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_telling = False
        self.forget()

    def forget(self) -> None:
        """Forget the copies in the memory of this process, and what the clock is yet to hear."""
        self._memory: OrderedDict[str, Copy] = OrderedDict()
        self._found_good: dict[str, tuple[Copy, Moment]] = {}
        self._bytes = 0
        self._owed: set[str] = set()
        # A time by the clock, and when each of some names had last changed then.
        self._last: tuple[Moment | None, dict[str, Moment]] = (None, {})

    @cached_property
    def _cache(self):
        return caches["pages"]

    @cached_property
    def clock(self) -> Clock:
        cache = self._cache
        if isinstance(cache, RedisCache):
            return RedisClock(cache.client, cache.make_key("clock"))
        return FileClock(settings.PAGE_CLOCK)

    def now(self) -> Moment | None:
        """Return the time by the clock, None if it does not answer."""
        return self._ask(self.clock.now)

    def find(self, key: str, at: Moment | None = None) -> tuple[Any, bool]:
        """Return the copy of a page, if there is one, and whether it is as good as new.

        :param at: a time by the clock that is late enough; else the present one
        """
        now = at or self.now()
        entry = self._memory.get(key)
        if entry is not None and self._is_good(key, entry, now):
            return entry, True
        shared = self._cache.get(key)
        if shared is not None:
            self.remember(key, shared)
            entry = shared
        return entry, entry is not None and self._is_good(key, entry, now)

    def keep(self, key: str, entry: Copy, seconds: int = KEPT) -> None:
        """Keep *entry* for this process and the others."""
        self.remember(key, entry)
        self._cache.set(key, entry, seconds)

    def holds(self, entry: Copy) -> bool:
        """Return whether nothing that stands on the page has changed since it was begun."""
        now = self.now()
        return now is not None and self._holds(entry, now)

    def remember(self, key: str, entry: Copy) -> None:
        """Keep *entry* for this process alone."""
        with self._guard:
            before = self._memory.pop(key, None)
            self._memory[key] = entry
            self._bytes += entry.size - (before.size if before else 0)
            while self._bytes > MEMORY:
                gone, oldest = self._memory.popitem(last=False)
                self._found_good.pop(gone, None)
                self._bytes -= oldest.size

    def share(self, entries: dict[str, Copy]) -> None:
        """Keep for the others what this process remembers, by key: all in one go."""
        if entries:
            self._cache.set_many(entries, KEPT)

    def drop(self, key: str) -> None:
        """Forget the copy: there is no such page any longer."""
        with self._guard:
            gone = self._memory.pop(key, None)
            self._found_good.pop(key, None)
            self._bytes -= gone.size if gone else 0
        self._cache.delete(key)

    def is_built(self, key: str) -> bool:
        """Return whether somebody makes this page now."""
        return self._cache.has_key(f"{key}:building")

    @contextmanager
    def building(self, key: str) -> Iterator[bool]:
        """Return whether the caller is the one to make this page now."""
        mine = self._cache.add(f"{key}:building", 1, LONGEST_BUILD)
        try:
            yield mine
        finally:
            if mine:
                self._cache.delete(f"{key}:building")

    def advance(self, names: Iterable[str]) -> bool:
        """Say that *names* change now; return whether the clock heard it.

        What it did not hear is said again before it is next believed, and every second until it is
        heard: other processes, which know nothing of it, believe the clock as soon as it is back.
        """
        with self._guard:
            self._owed.update(names)
            owed = set(self._owed)
        if owed and not self._tell(owed):
            self._go_on_telling()
            return False
        with self._guard:
            self._owed -= owed
        return True

    def _go_on_telling(self) -> None:
        with self._guard:
            is_begun, self._is_telling = self._is_telling, True
        if not is_begun:
            threading.Thread(target=self._tell_until_heard, daemon=True).start()

    def _tell_until_heard(self) -> None:
        while True:
            time.sleep(TELL_EVERY)
            self.advance(())
            with self._guard:
                if not self._owed:
                    self._is_telling = False
                    return

    def _tell(self, names: set[str]) -> bool:
        try:
            self.clock.advance(sorted(names))
        except (OSError, RedisError) as error:
            outages.begin(self, error)
            return False
        return True

    def _is_good(self, key: str, entry: Copy, now: Moment | None) -> bool:
        """Return whether nothing that stands on the page has changed since it was begun.

        :param now: a time by the clock that is not later than the question
        """
        if now is None or (entry.until is not None and entry.until <= timezone.now()):
            return False
        if self._found_good.get(key) == (entry, now):
            return True
        if not self._holds(entry, now):
            return False
        # Until the clock moves on, it need not be asked for each name again.
        self._found_good[key] = (entry, now)
        return True

    def _holds(self, entry: Copy, now: Moment) -> bool:
        changes = self._ask(lambda: self._last_changes(entry.names, now))
        return changes is not None and not any(
            last.era != entry.made_at.era or last > entry.made_at for last in changes
        )

    def _last_changes(self, names: Sequence[str], now: Moment) -> list[Moment]:
        """Return when each of *names* last changed.

        What was asked at the same time by the clock has not changed since: pieces of one page, and
        pages of one site, have most names in common.
        """
        at, known = self._last
        if at != now or len(known) > MOST_LAST_CHANGES:
            known = {}
            self._last = (now, known)
        unknown = [name for name in names if name not in known]
        if unknown:
            known.update(zip(unknown, self.clock.last_changes(unknown), strict=True))
        return [known[name] for name in names]

    def _ask(self, ask: Callable[[], Answer]) -> Answer | None:
        if outages.is_on(self):
            return None
        if self._owed and not self.advance(()):
            return None
        try:
            return ask()
        except (OSError, RedisError) as error:
            outages.begin(self, error)
            return None


shelf = Shelf()
