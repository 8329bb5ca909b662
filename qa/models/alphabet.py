"""A–Z: which letter a title stands under, and which letters have any."""

import string
from collections.abc import Iterable

from django.db import connection
from django.db.models import CharField, Func
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from wagtail.coreutils import string_to_ascii

from qa.querysets import QAPageQuerySet

DIGITS = "0-9"  # for signs, too, which hardly any title begins with
LETTERS = (*string.ascii_lowercase, DIGITS)


def letter_of(title: str) -> str:
    """Return the base letter that *title* begins with: "e" for "É", "z" for "Ж", "0-9" for "3"."""
    first = string_to_ascii(title[:1])[:1].lower()
    return first if first in string.ascii_lowercase and first else DIGITS


_INITIAL = Func("title", template="SUBSTR(%(expressions)s, 1, 1)", output_field=CharField())
# From one initial to the next by an index: no database goes through its distinct values so. One
# answer is looked for with each; as a condition, PostgreSQL would read all answers for it.
_INITIALS = """
WITH RECURSIVE initials(initial) AS (
    SELECT MIN(SUBSTR(title, 1, 1)) FROM wagtailcore_page
    UNION ALL
    SELECT (
        SELECT MIN(SUBSTR(title, 1, 1)) FROM wagtailcore_page
        WHERE SUBSTR(title, 1, 1) > initials.initial
    ) FROM initials WHERE initials.initial IS NOT NULL
)
SELECT initial, ({first}) FROM initials WHERE initial IS NOT NULL
"""


class Alphabet:
    """The answers by letter. One query, whatever their number, tells which letters have any."""

    def __init__(self, answers: QAPageQuerySet) -> None:
        self._answers = answers.annotate(initial=_INITIAL)
        self._initials: dict[str, list[str]] = {}
        for initial in self._used_initials():
            self._initials.setdefault(letter_of(initial), []).append(initial)

    def _used_initials(self) -> list[str]:
        """Return what titles begin with, letters with accents and signs as they are."""
        with_it = self._answers.filter(initial=RawSQL("initials.initial", []))
        sql, values = with_it.order_by().values("pk")[:1].query.sql_with_params()
        with connection.cursor() as cursor:
            cursor.execute(_INITIALS.format(first=sql), values)
            return [initial for initial, first in cursor if first]

    def has(self, letter: str) -> bool:
        """Return whether any answer stands under *letter*."""
        return letter in self._initials

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
            (letter, label_of(letter), letter in filed or self.has(letter)) for letter in LETTERS
        ]


def label_of(letter: str) -> str:
    """Return *letter* as readers see it."""
    return letter.upper().replace("-", "–")
