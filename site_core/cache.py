"""Caches that nobody notices to be gone: what is in them can be had without them.

While one does not answer, nothing is found in it and nothing is kept. Each process then leaves it
alone for a few seconds at a time, so that a server that hangs delays a page now and then rather
than all of them.
"""

import logging
import os
import pickle
import tempfile
import time
import zlib
from collections.abc import Callable, Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.cache.backends import filebased, redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis import Redis
from redis.exceptions import RedisError

PAUSE = 5  # seconds
WARN_EVERY = 60  # seconds

# What reading a value raises that was cut off, or kept by code that has changed since.
DAMAGED = (AttributeError, EOFError, ImportError, IndexError, pickle.UnpicklingError, zlib.error)

logger = logging.getLogger(__name__)


class Outages:
    """What all threads of a process know of caches that failed; times are those of a stopwatch."""

    def __init__(self) -> None:
        self.over_at: dict[Hashable, float] = {}
        self.warned_at = float("-inf")

    def is_on(self, place: Hashable) -> bool:
        return time.monotonic() < self.over_at.get(place, float("-inf"))

    def begin(self, place: Hashable, error: Exception) -> None:
        now = time.monotonic()
        self.over_at[place] = now + PAUSE
        if now - self.warned_at >= WARN_EVERY:
            self.warned_at = now
            # Only the kind of error: its text may hold the password of the server.
            kind = type(error).__name__
            logger.warning("The cache does not answer; going on without it (%s).", kind)


outages = Outages()


class SurvivesMixin:
    """Gives the answer of an empty cache where the cache gives none. Mix in before the backend."""

    failures: tuple[type[Exception], ...] = (OSError,)

    def __init__(self, place: Any, params: dict) -> None:
        self._place = str(place)
        super().__init__(place, params)

    def _ask(self, ask: Callable, *args, instead: Any, at_once: bool = False, **kwargs) -> Any:
        """Return what *ask* does, or *instead* where the cache fails or has just failed.

        :param at_once: even if it has just failed
        """
        if outages.is_on(self._place) and not at_once:
            return instead
        try:
            return ask(*args, **kwargs)
        except self.failures as error:
            outages.begin(self._place, error)
            return instead

    def get(self, key, default=None, version=None):
        try:
            return self._ask(super().get, key, default, version=version, instead=default)
        except DAMAGED:
            return default

    def get_many(self, keys, version=None):
        try:
            return self._ask(super().get_many, keys, version=version, instead={})
        except DAMAGED:
            return {}

    def has_key(self, key, version=None):
        return self._ask(super().has_key, key, version=version, instead=False)

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask(super().add, key, value, timeout, version=version, instead=True)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._ask(super().set, key, value, timeout, version=version, instead=None)

    def set_many(self, data, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask(super().set_many, data, timeout, version=version, instead=[])

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._ask(super().touch, key, timeout, version=version, instead=False)

    def incr(self, key, delta=1, version=None):
        value = self._ask(super().incr, key, delta, version=version, instead=None)
        if value is None:
            raise ValueError(f"Key '{key}' not found")
        return value

    # What must go is tried each time: otherwise it would be back with the cache.

    def delete(self, key, version=None):
        return self._ask(super().delete, key, version=version, instead=False, at_once=True)

    def delete_many(self, keys, version=None):
        self._ask(super().delete_many, keys, version=version, instead=None, at_once=True)

    def clear(self):
        return self._ask(super().clear, instead=False, at_once=True)


class RedisCache(SurvivesMixin, redis.RedisCache):
    """A Redis server that may be down, hang, refuse the password or be full."""

    failures = (OSError, RedisError)

    @property
    def client(self) -> Redis:
        """The connection to the server, for what caches cannot do. It raises what fails."""
        return self._cache.get_client(write=True)


class _FilesMadeOnce(filebased.FileBasedCache):
    """Django's own add() looks and then writes: two processes may both believe they were first."""

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        if self.has_key(key, version):
            return False
        self._createdir()
        descriptor, path = tempfile.mkstemp(dir=self._dir)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123 - it is open already
                self._write_content(file, timeout, value)
            os.link(path, self._key_to_file(key, version))
        except FileExistsError:
            return False
        finally:
            Path(path).unlink()
        return True


class FileCache(SurvivesMixin, _FilesMadeOnce):
    """A folder that may be missing, read-only, full or no folder at all."""

    def _createdir(self) -> None:
        # Called while the object is made, too; writing the first file fails soon enough.
        with suppress(OSError):
            super()._createdir()


class FoundOnceMixin:
    """Does not keep again what was found here: Wagtail 8 stores each size of a picture it is given.

    The mark is Wagtail's own for those, which it forgets to set on what came from a cache. Mix in
    before the backend.
    """

    def get(self, key, default=None, version=None):
        return _marked(super().get(key, default, version=version))

    def get_many(self, keys, version=None):
        found = super().get_many(keys, version=version)
        return {key: _marked(value) for key, value in found.items()}

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        if not getattr(value, "_from_cache", False):
            super().set(key, value, timeout, version=version)


def _marked(value: Any) -> Any:
    if hasattr(value, "filter_spec"):
        value._from_cache = True
    return value


class RenditionRedisCache(FoundOnceMixin, RedisCache):
    """For sizes of pictures."""


class RenditionFileCache(FoundOnceMixin, FileCache):
    """For sizes of pictures."""
