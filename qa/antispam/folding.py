"""One plain spelling for what readers take to be the same letters."""

from unicodedata import category, combining

from site_core.foundation.normal_form import normalize

from .lookalikes import LOOKALIKES

_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ‛`´＇′"))

# Below this combining class are the marks that are letters of their own in the scripts of India
# or change kana; above it are accents and optional vowel points.
_FIRST_ACCENT = 10


def fold(text: str) -> str:
    """Return *text* in small letters without accents, apostrophes and look-alikes."""
    text = text.translate(_APOSTROPHES)
    for _round in range(2):  # small letters may come apart into further marks
        text = "".join(char for char in normalize("NFKD", text) if combining(char) < _FIRST_ACCENT)
        text = text.translate(LOOKALIKES).casefold()
    return normalize("NFC", text.translate(LOOKALIKES).translate(_APOSTROPHES))


def words_of(folded: str) -> list[str]:
    """Return the runs of letters, digits and their marks of a folded text."""
    return "".join(char if _is_of_a_word(char) else " " for char in folded).split()


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or category(char).startswith("M")
