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

    def __call__(
        self, key: tuple, make: Callable[[], Made], *, alone: bool, silent: bool
    ) -> Made: ...

    def each(
        self, keys: list[tuple], look_up: Callable[[list[int]], object], make: Callable[[int], Made]
    ) -> list[Made]: ...


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


def kept(*key: object, make: Callable[[], Made], alone: bool = False, silent: bool = False) -> Made:
    """Return what *make* returns, or did when nothing of it had changed; of either a copy.

    It may depend on the key, on the language, on scheme and host of the address, and on what
    :mod:`~site_core.foundation.shown` is told of while it is made or was told before in the same
    request: so what is asked for first depends on least.

    :param key: a name for the kind, and whatever else tells it from others; strings and numbers
    :param make: returns something that can be pickled
    :param alone: whether *make* loads all that it shows itself, and what came before is no matter
    :param silent: whether what shows the piece notes itself what of it stands there
    """
    keeper = _keeper.get()
    return make() if keeper is None else keeper(key, make, alone=alone, silent=silent)


def kept_each(
    keys: list[tuple], *, look_up: Callable[[list[int]], object], make: Callable[[int], Made]
) -> list[Made]:
    """Return a piece for each of *keys*, as ``kept(…, alone=True)`` does for one.

    :param look_up: called once, with the places in *keys* of what is to be made
    :param make: returns the piece at a place, and notes all that it shows: it was loaded before
    """
    keeper = _keeper.get()
    if keeper is not None:
        return keeper.each(keys, look_up, make)
    places = list(range(len(keys)))
    look_up(places)
    return [make(place) for place in places]
