"""What a page file says, as frozen values: no Django, no files, no guesses hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PageFileError(Exception):
    """A file that cannot be imported as it stands.

    ``message`` is a sentence for the person at the terminal; ``line`` counts from 1.
    """

    def __init__(self, message: str, line: int) -> None:
        self.message = printable(message)
        super().__init__(f"line {line}: {self.message}")
        self.line = line


class FindingKind(StrEnum):
    """Why something is reported: decided by us, not taken over, or unusual."""

    GUESSED = "guessed"
    LEFT_OUT = "left out"
    ODD = "odd"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the mismatch report; ``line`` is None when no line is meant."""

    kind: FindingKind
    line: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the article and the paragraphs under it, plain text."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Whom an expert reply quotes, and the words as quoted (perhaps cut)."""

    asker: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedComment:
    """One signed comment.

    ``key`` names it for good: signature name, local minute, and a number among equals
    counted from the oldest, so that comments added on top do not shift it.
    ``posted_at`` is aware, in the zone the parser was given. ``answers`` is the key of
    the older comment an expert reply answers, None when that is not on the page.
    """

    key: str
    name: str
    text: str
    posted_at: datetime
    line: int
    by_expert: bool = False
    quote: Quote | None = None
    answers: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """The edited part of the page: everything above the discussion."""

    title: str
    title_line: int
    author_name: str
    author_post_nominals: str
    updated_on: date
    topics_line: str
    topics: tuple[str, ...]
    question: tuple[str, ...]
    asker_name: str
    asked_on: date
    introduction: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A whole page file; ``comments`` run oldest first, so parents precede replies."""

    article: Article
    comments: tuple[ParsedComment, ...]
    expert_account: str


class Notes:
    """Collects findings while the file is read, in the order they turn up."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []

    def guessed(self, line: int | None, message: str) -> None:
        """Record something the file does not say outright."""
        self._add(FindingKind.GUESSED, line, message)

    def left_out(self, line: int | None, message: str) -> None:
        """Record something in the file that is not taken over."""
        self._add(FindingKind.LEFT_OUT, line, message)

    def odd(self, line: int | None, message: str) -> None:
        """Record something taken over that a person should look at."""
        self._add(FindingKind.ODD, line, message)

    def _add(self, kind: FindingKind, line: int | None, message: str) -> None:
        self.findings.append(Finding(kind, line, printable(message)))


def printable(text: str) -> str:
    """Return ``text`` without what could steer a terminal or turn its writing round."""
    return "".join(sign if sign.isprintable() else " " if sign.isspace() else "·" for sign in text)


def clip(text: str, limit: int = 60) -> str:
    """Return ``text`` on one line, cut to ``limit`` characters for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"
