"""The passage of a text that a search was about, with its words marked."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from .words import bare, fold, is_same

LENGTH = 34  # words of a passage
BEFORE = 8  # words of it before the first match
SHARED = 3  # letters at the beginning that all forms of a word have
LONGEST_TEXT = 20_000  # characters that are looked at
_MARK = {True: (SafeString("<mark>"), SafeString("</mark>")), False: ("", "")}
_PIECES = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)")


def passage(texts: Iterable[str], words: list[str]) -> SafeString:
    """Return the passage of *texts* with the most different *words*, these in ``<mark>``.

    It is the beginning of the first text if none holds any.
    """
    best, most = "", -1
    wanted = _Wanted(words)
    for text in texts:
        plain = " ".join(text[:LONGEST_TEXT].split())
        folded = fold(plain)
        if best and not any(start in folded for start in wanted.by_start):
            continue  # nothing in it is worth the closer look
        piece, number = _best_of(plain, wanted)
        if number > most and piece:
            best, most = piece, number
        if most == len(words):
            break
    return marked(best, words)


def marked(text: str, words: list[str]) -> SafeString:
    """Return *text*, escaped, with what looks like a form of one of *words* in ``<mark>``."""
    wanted = _Wanted(words)
    pieces = _PIECES.split(text)  # words at the odd places
    hits = (bool(place % 2 and wanted.like(piece)) for place, piece in enumerate(pieces))
    runs = groupby(zip(hits, pieces, strict=True), key=itemgetter(0))
    return format_html_join(
        "",
        "{}{}{}",
        (
            (*_MARK[is_hit][:1], "".join(piece for _hit, piece in run), *_MARK[is_hit][1:])
            for is_hit, run in runs
        ),
    )


class _Wanted:
    """The words that are looked for, by their beginnings: most words of a text differ at once."""

    def __init__(self, words: list[str]) -> None:
        self.by_start: dict[str, list[str]] = defaultdict(list)
        for word in words:
            self.by_start[word[:SHARED]].append(word)
        self._known: dict[str, str] = {}  # texts say the same words again and again

    def like(self, piece: str) -> str:
        """Return which of the words the *piece* looks like, "" for none."""
        folded = bare(fold(piece))
        near = self.by_start.get(folded[:SHARED])
        return next((word for word in near if is_same(folded, word)), "") if near else ""

    def among(self, piece: str) -> str:
        """Return which of the words stands in *piece*, which may hold several, "" for none."""
        if piece not in self._known:
            hits = map(self.like, _PIECES.findall(piece))
            self._known[piece] = next(filter(None, hits), "")
        return self._known[piece]


def _best_of(text: str, wanted: _Wanted) -> tuple[str, int]:
    """Return the best passage of *text*, and how many different words of *wanted* it holds."""
    pieces = text.split(" ")
    hits = [wanted.among(piece) for piece in pieces]
    starts = [max(0, place - BEFORE) for place, hit in enumerate(hits) if hit] or [0]
    counted = {start: len(set(hits[start : start + LENGTH]) - {""}) for start in starts}
    start = max(starts, key=lambda place: counted[place])
    shown = " ".join(pieces[start : start + LENGTH])
    before = "… " if start else ""
    after = " …" if start + LENGTH < len(pieces) else ""
    return f"{before}{shown}{after}" if shown else "", counted[start]
