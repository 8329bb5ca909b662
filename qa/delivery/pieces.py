"""Keeps pieces of pages beside the pages, by the same clock."""

import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.utils.translation import get_language

from site_core.foundation import shown

from .clock import Moment
from .shelf import Shelf, key_for, names_to_keep

Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Piece:
    """What was made, pickled: each page gets a copy of its own."""

    made_at: Moment
    names: tuple[str, ...]
    until: datetime | None
    data: bytes

    @property
    def size(self) -> int:
        """Bytes, about."""
        return len(self.data) + 500


class Pieces:
    """The keeper for one request (:mod:`site_core.foundation.kept`).

    :param place: what tells the site that is asked from others
    :param began: the time by the clock when the request came
    """

    def __init__(self, shelf: Shelf, place: Iterable[str], began: Moment) -> None:
        self._shelf, self._place, self._began = shelf, tuple(place), began
        self._new: dict[str, Piece] = {}

    def __call__(self, key: tuple, make: Callable[[], Made], *, alone: bool, silent: bool) -> Made:
        address = self._address(key)
        piece = self._find(address) or self._made(address, make, alone=alone)
        return self._shown(piece, silent=silent)

    def each(
        self, keys: list[tuple], look_up: Callable[[list[int]], object], make: Callable[[int], Made]
    ) -> list[Made]:
        addresses = [self._address(key) for key in keys]
        found = [self._find(address) for address in addresses]
        lacking = [place for place, piece in enumerate(found) if piece is None]
        look_up(lacking)
        for place in lacking:
            found[place] = self._made(addresses[place], partial(make, place), alone=True)
        return list(map(self._shown, found))

    def share(self) -> None:
        """Give other processes what was made for this request."""
        self._shelf.share(self._new)

    def _address(self, key: tuple) -> str:
        return key_for(*self._place, get_language() or "", *map(str, key))

    def _find(self, address: str) -> Piece | None:
        piece, is_good = self._shelf.find(address, self._began)
        return piece if is_good else None

    def _made(self, address: str, make: Callable[[], Made], *, alone: bool) -> Piece:
        before = shown.Shown() if alone else shown.so_far()
        with shown.recording() as seen:
            data = pickle.dumps(make(), -1)
        seen.add(before)
        piece = Piece(self._began, names_to_keep(seen.names), seen.until, data)
        self._shelf.remember(address, piece)
        self._new[address] = piece
        return piece

    def _shown(self, piece: Piece, *, silent: bool = False) -> Made:
        if not silent:
            shown.note(*piece.names)
        shown.note_end(piece.until)
        return pickle.loads(piece.data)  # noqa: S301 - from the cache of this site
