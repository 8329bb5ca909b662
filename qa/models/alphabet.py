"""A–Z: which letter a title stands under, and which letters have any."""

import string
from collections.abc import Iterable

from django.db.models import Count
from django.db.models.functions import Left, Lower
from wagtail.coreutils import string_to_ascii

from qa.querysets import QAPageQuerySet

DIGITS = "0-9"  # for signs, too, which hardly any title begins with
LETTERS = (*string.ascii_lowercase, DIGITS)


def letter_of(title: str) -> str:
    """Return the base letter that *title* begins with: "e" for "É", "z" for "Ж", "0-9" for "3"."""
    first = string_to_ascii(title[:1])[:1].lower()
    return first if first in string.ascii_lowercase and first else DIGITS


class Alphabet:
    """The answers by letter. One query, whatever their number, tells which letters have any."""

    def __init__(self, answers: QAPageQuerySet) -> None:
        self._answers = answers.annotate(initial=Left("title", 1))
        counted = self._answers.order_by().values_list("initial").annotate(number=Count("pk"))
        self._initials: dict[str, list[str]] = {}
        self._numbers: dict[str, int] = {}
        for initial, number in counted:
            letter = letter_of(initial)
            self._initials.setdefault(letter, []).append(initial)
            self._numbers[letter] = self._numbers.get(letter, 0) + number

    def number(self, letter: str) -> int:
        """Return how many answers stand under *letter*."""
        return self._numbers.get(letter, 0)

    def answers(self, letter: str) -> QAPageQuerySet:
        """Return the answers under *letter*, by title."""
        found = self._answers.filter(initial__in=self._initials.get(letter, []))
        return found.order_by(Lower("title"), "pk")

    def bar(self, topics: Iterable) -> list[tuple[str, str, bool]]:
        """Return each letter as addresses write it and as readers see it, and whether it has any.

        :param topics: stand under their letters, too
        """
        filed = {letter_of(topic.name) for topic in topics}
        return [
            (letter, label_of(letter), letter in filed or bool(self.number(letter)))
            for letter in LETTERS
        ]


def label_of(letter: str) -> str:
    """Return *letter* as readers see it."""
    return letter.upper().replace("-", "–")
