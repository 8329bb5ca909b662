"""What every contender tells the runner."""

import json
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

from site_core.serve import GRANIAN

from ..forms import Form
from ..scratch import HOST, Process, Scratch

WORKERS = 2  # processes of the app server, for everybody that has one


def server_command(application: str, *, port: int) -> list[str]:
    """Return the command that serves a WSGI application, ``module:name``, as the product is."""
    values = {name: getattr(value, "value", value) for name, value in GRANIAN.items()}
    flags = [f"--{name.replace('_', '-')}={value}" for name, value in values.items()]
    where = ["--host", HOST, "--port", str(port), "--workers", str(WORKERS)]
    return [sys.executable, "-m", "granian", application, *where, "--no-access-log", *flags]


@dataclass(frozen=True)
class View:
    """One way to read the article.

    :param key: its short name in figures and targets
    :param packing: what the client says in ``Accept-Encoding``, "" for nothing
    :param query: what is asked beside the path, from ``?`` on
    """

    key: str
    label: str
    port: int
    packing: str = ""
    query: str = ""

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}{self.query}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept-Encoding": self.packing} if self.packing else {}


@dataclass(frozen=True)
class Article:
    """What all contenders show: the same text and the same discussions.

    :param folder: where the first contender leaves them for the others
    :param slugs: of the copies, with how many comments each has
    """

    folder: Path
    slugs: dict[str, int]

    @property
    def file(self) -> Path:
        return self.folder / "article.json"

    def told(self) -> dict:
        """Return ``title``, ``html`` (the answer without its discussion) and ``slugs``."""
        return {**json.loads(self.file.read_text()), "slugs": self.slugs}

    def comments(self, size: int) -> list[list]:
        """Return name, text, time and the position of the answered comment of each comment."""
        return json.loads((self.folder / f"comments-{size}.json").read_text())


class Contender(ABC):
    """One product, set up and started in the scratch folder."""

    key: str
    label: str
    views: list[View]
    shows_article = True
    takes_comments = False

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self.processes: list[Process] = []
        self.views = []

    @abstractmethod
    def set_up(self, article: Article) -> None:
        """Install, fill and start it."""

    @abstractmethod
    def path(self, slug: str) -> str:
        """Return the path of a copy of the article."""

    def restart(self) -> None:  # noqa: B027 - a file and a greeting are never restarted
        """Restart what makes pages, with its caches emptied."""

    def memory(self) -> int:
        """Return the bytes that all its server processes take."""
        return sum(process.memory() for process in self.processes)

    def statements(self, slug: str) -> dict[str, int]:
        """Return how many SQL statements a view takes once it is warm, by the key of the view."""
        return {}


class Discussed(Contender):
    """A contender that takes comments."""

    takes_comments = True
    comment_field = "comment"  # what the form calls the text

    @property
    def reading(self) -> View:
        """The view that is read while comments are posted."""
        return self.views[0]

    def form_path(self, slug: str) -> str:
        """Return where the form for a comment is."""
        return self.path(slug)

    @abstractmethod
    def typed(self, form: Form, number: int) -> dict[str, str]:
        """Return *form* as reader *number* fills it in."""

    @abstractmethod
    def is_taken(self, status: int, location: str) -> bool:
        """Return whether the answer to a form says that the comment is stored."""

    def after_posting(self) -> None:
        """Do what makes the next round of posting like the first one."""


def text_of(number: int) -> str:
    """Return a comment that nobody has sent yet and that no rule doubts."""
    return f"My story, number {number}: the hand is better, though it took all winter."
