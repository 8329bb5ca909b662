"""What stands on the page that is being made, so that copies of it last until that changes.

Rows of pages, topics and comments note themselves when they are loaded. What a list leaves out, or
puts in another order, cannot: whoever makes one notes the collection that it is of.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

SITE = "site"  # what is on every page: settings, menus, pictures
ANSWERS = "answers"  # which answers are published, and in which order
EXPERTS = "experts"  # which experts have a profile
COMMENTS = "comments"  # what is said on the whole site
MAPS = "maps"  # what lists all pages for programs


def page(pk: int) -> str:
    """Name the page with the key *pk*: its title, its text, its address."""
    return f"page:{pk}"


def topic(pk: int) -> str:
    """Name the topic with the key *pk*, and the answers on it."""
    return f"topic:{pk}"


def discussion(page_pk: int) -> str:
    """Name what readers say on a page."""
    return f"discussion:{page_pk}"


def conversation(root_pk: int) -> str:
    """Name what is said in the conversation that the comment *root_pk* began."""
    return f"conversation:{root_pk}"


def any_conversation(page_pk: int) -> str:
    """Name the conversations on a page for whoever writes into many of them at once."""
    return f"any_conversation:{page_pk}"


def same_question(page_pk: int) -> str:
    """Name how many readers have the question of a page, too."""
    return f"same_question:{page_pk}"


def replies(translation_key: object) -> str:
    """Name what an expert says in discussions, in whatever language their profile is."""
    return f"replies:{translation_key}"


@dataclass
class Shown:
    """What was noted while something was made."""

    names: set[str] = field(default_factory=lambda: {SITE})
    until: datetime | None = None  # when it is over by itself, aware
    around: "Shown | None" = None  # what was noted of that which it is made for a part of

    def add(self, other: "Shown") -> None:
        """Note all that *other* has noted."""
        self.names |= other.names
        self.until = min(filter(None, [self.until, other.until]), default=None)


_shown: ContextVar[Shown | None] = ContextVar("shown", default=None)


@contextmanager
def recording() -> Iterator[Shown]:
    """Return what is noted within the context."""
    shown = Shown(around=_shown.get())
    token = _shown.set(shown)
    try:
        yield shown
    finally:
        _shown.reset(token)


def so_far() -> Shown:
    """Return what has been noted until now, of what is made and of all that it is a part of."""
    total, shown = Shown(), _shown.get()
    while shown is not None:
        total.add(shown)
        shown = shown.around
    return total


def note(*names: str) -> None:
    """Say that what is being made changes with each of *names*."""
    shown = _shown.get()
    if shown is not None:
        shown.names.update(names)


def note_end(moment: datetime | None) -> None:
    """Say that what is being made must be made anew at *moment*, if that is still to come."""
    shown = _shown.get()
    if shown is None or moment is None or moment <= timezone.now():
        return
    shown.until = min(shown.until or moment, moment)
