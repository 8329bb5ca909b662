"""Topic phrases out of a line that has no separators: a guess, best explained here.

The line "Stem Cells Paralysis" may mean two topics or three. Names the site already
has decide first; then phrases that stand in the article as such; then single words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SEPARATORS = re.compile(r"\s*[,;|•·]\s*|\s+/\s+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A phrase does not reach over a stop or a line end.
_BREAK = re.compile(r"[.!?:;,()\n\"“”|]+")

_LONGEST = 5
_KNOWN = 100


def split_topics(
    line: str, known: Iterable[str], texts: Iterable[str]
) -> tuple[tuple[str, ...], bool]:
    """Return the topics on ``line`` and whether they had to be guessed.

    ``known`` are names of topics that exist (their spelling wins); ``texts`` are the
    article's title, headings and paragraphs.
    """
    if _SEPARATORS.search(line):
        names = [part for part in _SEPARATORS.split(line.strip()) if part]
        return _unique(names, known), False
    words = line.split()
    if not words:
        return (), False
    if len(words) == 1:
        return _unique(words, known), False
    phrases = _best_split(words, _as_keys(known), _phrases_in(texts, words))
    return _unique(phrases, known), True


def _best_split(
    words: Sequence[str], known: set[tuple[str, ...]], said: set[tuple[str, ...]]
) -> list[str]:
    """Divide ``words`` so that known names, then long phrases of the text, win."""
    best: list[tuple[int, list[str]]] = [(0, [])]
    for end in range(1, len(words) + 1):
        choices = []
        for start in range(max(0, end - _LONGEST), end):
            value = _value(tuple(_fold(words[start:end])), known, said)
            if value is not None:
                score, phrases = best[start]
                phrase = " ".join(words[start:end])
                choices.append((score + value, [*phrases, phrase]))
        best.append(max(choices, key=lambda choice: choice[0]))
    return best[-1][1]


def _value(
    key: tuple[str, ...], known: set[tuple[str, ...]], said: set[tuple[str, ...]]
) -> int | None:
    if key in known:
        return _KNOWN * len(key)
    if len(key) == 1:
        return 0
    return len(key) - 1 if key in said else None


def _phrases_in(texts: Iterable[str], words: Sequence[str]) -> set[tuple[str, ...]]:
    """Return the runs of two words and more in ``texts`` made only of ``words``."""
    wanted = set(_fold(words))
    found: set[tuple[str, ...]] = set()
    for text in texts:
        for part in _BREAK.split(text):
            spoken = _fold(_WORD.findall(part))
            for start in range(len(spoken)):
                for end in range(start + 1, min(start + _LONGEST, len(spoken)) + 1):
                    if spoken[end - 1] not in wanted:
                        break
                    found.add(tuple(spoken[start:end]))
    return found


def _fold(words: Iterable[str]) -> list[str]:
    return [word.casefold() for word in words]


def _as_keys(names: Iterable[str]) -> set[tuple[str, ...]]:
    return {tuple(_fold(name.split())) for name in names}


def _unique(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    spelling = {name.casefold(): name for name in known}
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(name.casefold(), spelling.get(name.casefold(), name))
    return tuple(kept.values())
