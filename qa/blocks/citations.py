"""Numbers in square brackets that lead to the references of an answer, and the way back.

Editors write ``[2]``, ``[1, 3]`` or ``[2–4]`` in the text, as journals do.
"""

import re
from collections import defaultdict

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

_TAG = re.compile(r"(<[^>]*>)")
_CITATION = re.compile(r"\[(\d{1,3}(?:(?:, ?|–|-)\d{1,3})*)\]")
_NUMBER = re.compile(r"\d+")


class Citations:
    """What one rendering of an answer has cited so far.

    :param references: how many references the answer has
    """

    def __init__(self, references: int) -> None:
        self._references = references
        self._places: dict[int, list[str]] = defaultdict(list)

    def link(self, html: str) -> SafeString:
        """Return *html*, which is safe, with the numbers of references made links to them.

        What stands inside a link stays, and so do brackets with a number no reference has.
        """
        depth, parts = 0, []
        for part in _TAG.split(html):
            if part.startswith("<a"):
                depth += 1
            elif part == "</a>":
                depth -= 1
            elif not depth and not part.startswith("<"):
                part = _CITATION.sub(self._linked, part)  # noqa: PLW2901 - the part as it is shown
            parts.append(part)
        return mark_safe("".join(parts))  # noqa: S308 - it was safe, and what is added is escaped

    def places(self, number: int) -> list[str]:
        """Return the ids of the places that have cited reference *number*."""
        return self._places[number]

    def _linked(self, found: re.Match) -> str:
        if any(not 1 <= int(number) <= self._references for number in _NUMBER.findall(found[1])):
            return found[0]
        return f'<span class="citation">[{_NUMBER.sub(self._link, found[1])}]</span>'

    def _link(self, found: re.Match) -> str:
        number = int(found[0])
        place = f"cited-{number}-{len(self._places[number]) + 1}"
        self._places[number].append(place)
        label = _("Reference %(number)s") % {"number": number}
        return format_html(
            '<a id="{}" href="#reference-{}" aria-label="{}">{}</a>', place, number, label, number
        )
