"""What the address of a search asks for."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .words import clean_query

LONGEST_SLUG = 255  # characters, of pages
FIRST_YEAR, LAST_YEAR = 1900, 2999


class Kind(TextChoices):
    """What can be found. Answers come first; comments never stand above them."""

    ANSWERS = "answers", _("Answers")
    TOPICS = "topics", _("Topics")
    EXPERTS = "experts", _("Experts")
    PAGES = "pages", _("Other pages")
    COMMENTS = "comments", _("From the discussions")


@dataclass(frozen=True)
class Asked:
    """A search: its words and how it is narrowed. What makes no sense is left out."""

    text: str = ""
    kind: str = ""
    topic: str = ""  # its slug
    expert: str = ""  # the slug of the profile
    year: int | None = None
    as_typed: bool = False  # do not correct the spelling

    @property
    def is_narrowed(self) -> bool:
        """Whether only a topic, an expert or a year is wanted."""
        return bool(self.topic or self.expert or self.year)

    def query(self, **changes) -> str:
        """Return this search as the query of an address, with *changes* made."""
        it = replace(self, **changes)
        given = {
            "q": it.text,
            "kind": it.kind,
            "topic": it.topic,
            "expert": it.expert,
            "year": it.year,
            "as_typed": "1" if it.as_typed else "",
        }
        return urlencode({name: value for name, value in given.items() if value})


def read(sent: QueryDict) -> Asked:
    """Return what *sent* asks for, whoever sent it."""
    kind, year = sent.get("kind", ""), sent.get("year", "")
    is_year = len(year) == len(str(LAST_YEAR)) and year.isascii() and year.isdecimal()
    return Asked(
        text=clean_query(sent.get("q", "")),
        kind=kind if kind in Kind.values else "",
        topic=_slug(sent.get("topic", "")),
        expert=_slug(sent.get("expert", "")),
        year=int(year) if is_year and FIRST_YEAR <= int(year) <= LAST_YEAR else None,
        as_typed=sent.get("as_typed") == "1",
    )


def _slug(text: str) -> str:
    is_slug = text.replace("-", "").replace("_", "").isalnum() and len(text) <= LONGEST_SLUG
    return text if is_slug else ""
