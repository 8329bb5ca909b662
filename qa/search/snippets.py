"""The passage of a text that a search was about, with its words marked."""

import re
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
    starts = {word[:SHARED] for word in words}
    for text in texts:
        plain = " ".join(text[:LONGEST_TEXT].split())
        folded = fold(plain)
        if best and not any(start in folded for start in starts):
            continue  # nothing in it is worth the closer look
        piece, number = _best_of(plain, words)
        if number > most and piece:
            best, most = piece, number
        if most == len(words):
            break
    return marked(best, words)


def marked(text: str, words: list[str]) -> SafeString:
    """Return *text*, escaped, with what looks like a form of one of *words* in ``<mark>``."""
    pieces = _PIECES.split(text)  # words at the odd places
    hits = (bool(place % 2 and _match(piece, words)) for place, piece in enumerate(pieces))
    runs = groupby(zip(hits, pieces, strict=True), key=itemgetter(0))
    return format_html_join(
        "",
        "{}{}{}",
        (
            (*_MARK[is_hit][:1], "".join(piece for _hit, piece in run), *_MARK[is_hit][1:])
            for is_hit, run in runs
        ),
    )


def _match(piece: str, words: list[str]) -> str:
    """Return which of *words* the *piece* looks like, "" for none."""
    folded = bare(fold(piece))
    start = folded[:SHARED]
    # Most words of a text differ at once; the closer look is for the others.
    return next((word for word in words if word[:SHARED] == start and is_same(folded, word)), "")


def _best_of(text: str, words: list[str]) -> tuple[str, int]:
    """Return the best passage of *text*, and how many different *words* it holds."""
    pieces = text.split(" ")
    hits = [_match_any(piece, words) for piece in pieces]
    starts = [max(0, place - BEFORE) for place, hit in enumerate(hits) if hit] or [0]
    counted = {start: len(set(hits[start : start + LENGTH]) - {""}) for start in starts}
    start = max(starts, key=lambda place: counted[place])
    shown = " ".join(pieces[start : start + LENGTH])
    before = "… " if start else ""
    after = " …" if start + LENGTH < len(pieces) else ""
    return f"{before}{shown}{after}" if shown else "", counted[start]


def _match_any(piece: str, words: list[str]) -> str:
    return next((hit for part in _PIECES.findall(piece) if (hit := _match(part, words))), "")
