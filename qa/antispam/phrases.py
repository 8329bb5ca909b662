"""Finds the entries of an editor's list in a text, as whole words and through simple tricks."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from .folding import fold, words_of

_SIGNS_FOR_LETTERS = str.maketrans("@4$53€0", "aasseeo")
_SHORTEST_SPACED = 4  # letters: shorter words turn up in any row of single letters
_SPOKEN = {
    "wanna": "want to",
    "gonna": "going to",
    "cant": "can not",
    "cannot": "can not",
    "dont": "do not",
    "doesnt": "does not",
    "didnt": "did not",
    "wont": "will not",
    "anymore": "any more",
    "im": "i am",
    "ive": "i have",
    "hes": "he is",
    "shes": "she is",
}


def plain_words(text: str) -> list[str]:
    """Return the words of *text* in small letters without accents and apostrophes."""
    return words_of(fold(text))


def spoken_words(text: str) -> list[str]:
    """Return the plain words with "I'm", "dont", "wanna", "my self" and the like put right."""
    spoken = " ".join(_SPOKEN.get(word, word) for word in plain_words(text))
    return f" {spoken} ".replace(" my self ", " myself ").split()


class PhraseList:
    """A list of words and phrases that finds the first of them in a text, in linear time.

    :param split: makes the words of an entry, as it makes those of the text to search
    """

    def __init__(self, entries: Sequence[str], split: Callable[[str], list[str]]) -> None:
        self._phrases: defaultdict[str, list[tuple[list[str], str]]] = defaultdict(list)
        self._solid: list[tuple[str, str]] = []
        for entry in entries:
            if words := split(entry):
                self._phrases[words[0]].append((words, entry))
                self._solid.append(("".join(words), entry))

    def found_in(self, words: list[str]) -> str | None:
        """Return the entry that comes first in *words*, or None."""
        for place, word in enumerate(words):
            for phrase, entry in self._phrases.get(word, ()):
                if words[place : place + len(phrase)] == phrase:
                    return entry
        return None

    def spelt_out_in(self, words: list[str]) -> str | None:
        """Return an entry that stands in *words* letter by letter, or None."""
        letters = "".join(word if len(word) == 1 else " " for word in words)
        for solid, entry in self._solid:
            if len(solid) >= _SHORTEST_SPACED and solid in letters:
                return entry
        return None


@lru_cache(maxsize=64)
def phrase_list(
    entries: tuple[str, ...], split: Callable[[str], list[str]] = plain_words
) -> PhraseList:
    """Return the list for *entries*, made once for as long as the editors leave it as it is."""
    return PhraseList(entries, split)


def readings(text: str) -> Iterator[list[str]]:
    """Yield the words of *text* as a person may read them.

    As they are; without signs inside ("ca.si-no"); with digits and signs for letters ("c4$ino").
    """
    folded = fold(text)
    yield words_of(folded)
    chunks = folded.split()
    yield ["".join(words_of(chunk)) for chunk in chunks]
    letters = " ".join(
        chunk.translate(_SIGNS_FOR_LETTERS)
        for chunk in chunks
        if any(char.isalpha() for char in chunk)
    )
    for one in "il":
        yield words_of(letters.replace("1", one).replace("!", one))
