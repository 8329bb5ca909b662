"""One plain spelling for what readers take to be the same letters."""

import re
from unicodedata import category, combining

from site_core.foundation.normal_form import normalize

from .lookalikes import LOOKALIKES

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ‛`´＇′"))

# Below this combining class are the marks that are letters of their own in the scripts of India
# or change kana; above it are accents and optional vowel points.
_FIRST_ACCENT = 10

# Nearly all of a text is looked at by these, and only the rest character by character.
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SIGNS = re.compile(r"[^\w\x00-\x7f]+")
_ASCII_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum()}


def fold(text: str) -> str:
    """Return *text* in small letters without accents, apostrophes and look-alikes."""
    text = text.translate(_APOSTROPHES)
    for _round in range(2):  # small letters may come apart into further marks
        text = _NOT_ASCII.sub(_without_accents, normalize("NFKD", text))
        text = text.translate(LOOKALIKES).casefold()
    return normalize("NFC", text.translate(LOOKALIKES).translate(_APOSTROPHES))


def _without_accents(found: re.Match[str]) -> str:
    return "".join(char for char in found[0] if combining(char) < _FIRST_ACCENT)


def words_of(folded: str) -> list[str]:
    """Return the runs of letters, digits and their marks of a folded text."""
    return _SIGNS.sub(_marks_apart, folded).translate(_ASCII_SIGNS).split()


def _marks_apart(found: re.Match[str]) -> str:
    return "".join(char if category(char).startswith("M") else " " for char in found[0])
