"""What strangers send who mean harm is stored as text or refused with a reason, and never run."""

import re
from collections.abc import Iterable
from itertools import count
from unicodedata import category
from urllib.parse import quote, urlencode

import pytest
from django.http import HttpResponse
from wagtail.models import Site

from qa.antispam.text import clean_line, clean_text
from qa.comments import links
from qa.comments.forms import new_sheet
from qa.comments.models import Comment, CommentSettings, Receipt
from qa.comments.posting import Entry, submit
from tests.data.hostile import KINDS, raw, received
from tests.factories import CommentFactory, QAPageFactory

from .hostile_checks import checked_page, squeezed

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
MACHINE_FIELDS = (
    "sheet challenge_token challenge_answer challenge_skip follow action csrfmiddlewaretoken"
).split()


class Stranger:
    """Sends things to one page, each from another network so that no limit is reached."""

    def __init__(self, client) -> None:
        self.client = client
        self.page = QAPageFactory(comment_policy="open")
        self.rules = CommentSettings.for_site(Site.objects.get(is_default_site=True))
        self.root = CommentFactory(page=self.page)
        self.number = count(1)

    def send(self, path: str, fields: Iterable[tuple], **headers) -> HttpResponse:
        """Send *fields*, pairs of a name and a text or bytes, as a browser would send a form."""
        body = urlencode([(name, raw(value)) for name, value in fields])
        return self.ask("post", path, data=body, content_type=FORM, **headers)

    def ask(self, method: str, path: str, **more) -> HttpResponse:
        number = next(self.number)
        address = f"10.{number >> 8}.{number & 255}.1"
        return getattr(self.client, method)(path, REMOTE_ADDR=address, **more)

    def comment(self, *, to: int | bytes | str | None = None, **fields) -> HttpResponse:
        """Send the form of a comment; what is not given is harmless."""
        number = next(self.number)
        answered = self.root.pk if to is None else to
        path = f"{self.page.url}comment/?reply_to={quote(raw(str(answered)), safe='')}"
        usual = {"name": f"Ada {number}", "text": f"It helped me, number {number}."}
        sent = {**usual, "sheet": new_sheet(), "challenge_skip": "on", **fields}
        return self.send(path, sent.items())

    def receipt(self) -> Receipt:
        """Return the receipt of a harmless comment whose author still has to confirm it."""
        number = next(self.number)
        entry = Entry(text=f"A word, {number}.", name="Bo", email=f"bo{number}@example.org")
        return submit(page=self.page, entry=entry, rules=self.rules)


@pytest.fixture
def stranger(client) -> Stranger:
    return Stranger(client)


def stored_text(value) -> str:
    return Comment.objects.latest("pk").comment


# The ways in. Each returns the answer and, by name, what the reader then gets back or finds stored.


def as_text(stranger: Stranger, value):
    return stranger.comment(text=value), {"text": received(value)}


def as_name(stranger: Stranger, value):
    return stranger.comment(name=value), {"name": received(value)}


def as_email(stranger: Stranger, value):
    return stranger.comment(email=value, follow="on"), {"email": received(value)}


def as_machine_fields(stranger: Stranger, value):
    return stranger.comment(**dict.fromkeys(MACHINE_FIELDS, value)), {}


def as_trap(stranger: Stranger, value):
    return stranger.comment(website=value), {}


def as_preview(stranger: Stranger, value):
    fields = {"name": value, "text": value, "email": value, "action": "preview"}
    return stranger.comment(**fields), dict.fromkeys(["name", "text"], received(value))


def as_change(stranger: Stranger, value):
    path = links.manage_path(stranger.receipt(), "edit")
    return stranger.send(path, [("text", value)]), {"text": received(value)}


def as_previewed_change(stranger: Stranger, value):
    path = links.manage_path(stranger.receipt(), "edit")
    answer = stranger.send(path, [("text", value), ("action", "preview")])
    return answer, {"text": received(value)}


def as_report(stranger: Stranger, value):
    path = f"{stranger.page.url}comments/c{stranger.root.pk}/report/"
    answer = stranger.send(path, [("reason", "other"), ("detail", value)])
    return answer, {"detail": received(value)}


def as_reason(stranger: Stranger, value):
    path = f"{stranger.page.url}comments/c{stranger.root.pk}/report/"
    return stranger.send(path, [("reason", value), ("detail", "Look.")]), {"detail": "Look."}


def as_answered(stranger: Stranger, value):
    return stranger.comment(to=received(value), text="It is so."), {"text": "It is so."}


WRITING = {
    as_text: {302, 422},
    as_name: {302, 422},
    as_email: {302, 422},
    as_machine_fields: {302, 422, 200},
    as_trap: {302, 422},
    as_preview: {200, 422},
    as_change: {302, 422},
    as_previewed_change: {200, 422},
    as_report: {200, 422},
    as_reason: {422},
    as_answered: {302, 409},
}


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


COLUMNS = {"text": "comment", "name": "user_name", "email": "user_email"}
CLEANERS = {"text": clean_text, "name": clean_line, "email": str.strip}


def check_stored(typed: dict[str, str]) -> None:
    """Hold the newest comment to be what was typed, without what only serves to trick."""
    comment = Comment.objects.latest("pk")
    for field, text in typed.items():
        stored = getattr(comment, COLUMNS[field])
        assert stored == CLEANERS[field](text)
        assert not INVISIBLE.search(stored)
        assert not {category(char) for char in stored} & {"Cs"}
        assert not {char for char in stored if category(char) == "Cc"} - {"\n", "\t"}


def check_refused(answer: HttpResponse, typed: dict[str, str]) -> None:
    page = checked_page(answer.text)
    assert page.reasons, "no reason is given"
    given_back = set(map(plain, page.typed))
    assert {plain(text) for text in typed.values()} <= given_back, "typed text is lost"


def check(answer: HttpResponse, typed: dict[str, str], statuses: set[int]) -> None:
    assert answer.status_code in statuses
    if answer.status_code == 302:
        check_stored(typed)
    elif answer.status_code == 200:
        for text in checked_page(answer.text).comments:
            assert "text" not in typed or text == squeezed(clean_text(typed["text"]))
    else:
        check_refused(answer, typed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", WRITING, ids=lambda door: door.__name__)
def test_it_is_stored_or_refused_with_a_reason(stranger, door, kind: str) -> None:
    for value in KINDS[kind]:
        answer, typed = door(stranger, value)
        try:
            check(answer, typed, WRITING[door])
        except AssertionError as error:
            pytest.fail(f"{value!r:.100} gives {answer.status_code}: {error}")
