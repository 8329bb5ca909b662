"""Pieces of pages that are made once and kept until something that stands on them changes.

A page is made anew when anything on it changes, and most of it is as it was. Who keeps the pieces
(``qa/delivery/pieces.py``) says so for each request that anybody could have made; for all others,
previews among them, every piece is made.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Made = TypeVar("Made")


class Keeper(Protocol):
    """Finds a piece, or has it made and keeps it."""

    def __call__(self, key: tuple, make: Callable[[], Made], *, alone: bool) -> Made: ...

    def has(self, key: tuple) -> bool: ...


_keeper: ContextVar[Keeper | None] = ContextVar("keeper", default=None)


@contextmanager
def kept_by(keeper: Keeper) -> Iterator[None]:
    """Let *keeper* keep the pieces that are made within the context."""
    token = _keeper.set(keeper)
    try:
        yield
    finally:
        _keeper.reset(token)


def is_keeping() -> bool:
    """Return whether anything is kept now."""
    return _keeper.get() is not None


def is_kept(*key: object) -> bool:
    """Return whether this piece need not be made; who makes many together asks for each before."""
    keeper = _keeper.get()
    return keeper is not None and keeper.has(key)


def kept(*key: object, make: Callable[[], Made], alone: bool = False) -> Made:
    """Return what *make* returns, or did when nothing of it had changed; of either a copy.

    It may depend on the key, on the language, on scheme and host of the address, and on what
    :mod:`~site_core.foundation.shown` is told of while it is made or was told before in the same
    request: so what is asked for first depends on least.

    :param key: a name for the kind, and whatever else tells it from others; strings and numbers
    :param make: returns something that can be pickled
    :param alone: whether *make* loads all that it shows itself, and what came before is no matter
    """
    keeper = _keeper.get()
    return make() if keeper is None else keeper(key, make, alone=alone)
