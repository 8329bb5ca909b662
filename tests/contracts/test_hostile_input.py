"""What strangers send who mean harm is stored as text or refused with a reason, and never run."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from http.cookies import SimpleCookie
from itertools import count, cycle
from unicodedata import category
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Site

from qa.antispam.sheet import new_sheet
from qa.antispam.text import clean_line, clean_text
from qa.comments import followers, links, news
from qa.comments.models import Comment, CommentSettings, Receipt, Report
from qa.comments.posting import Entry, submit
from qa.comments.views.respond import COOKIE
from qa.notifications.rendering import message_of
from tests.data.hostile import KINDS, raw, received
from tests.factories import CommentFactory, QAPageFactory

from .hostile_checks import check_mail, checked_feed, checked_page, squeezed

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
MACHINE_FIELDS = (
    "sheet challenge_token challenge_answer challenge_skip action csrfmiddlewaretoken"
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
    as_preview: {200, 413, 422},
    as_change: {302, 422},
    as_report: {200, 422},
}
# Ways that lead to the same fields and cleaning, or nowhere.
SIDE_DOORS = {
    as_machine_fields: {302, 413, 422},
    as_trap: {302, 422},
    as_previewed_change: {200, 422},
    as_reason: {422},
    as_answered: {302, 409},
}
EVERY_INPUT = [value for values in KINDS.values() for value in values]


def third(which: int) -> list:
    """Return every third input, of each kind; side doors share them out, two or three to each."""
    return EVERY_INPUT[which % 3 :: 3]


LONGEST_STORED = 10_000  # characters of what no form has measured


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


COLUMNS = {"text": "comment", "name": "user_name", "email": "user_email"}
CLEANERS = {"text": clean_text, "name": clean_line, "email": clean_line}


def check_stored(typed: dict[str, str]) -> None:
    """Hold the newest comment to be what was typed, without what only serves to trick."""
    comment = Comment.objects.latest("pk")
    for field, text in typed.items():
        stored = getattr(comment, COLUMNS[field])
        assert stored == CLEANERS[field](text)
        assert not INVISIBLE.search(stored)
        assert not {char for char in stored if category(char) in {"Cc", "Cs"}} - {"\n", "\t"}


def check_refused(answer: HttpResponse, typed: dict[str, str]) -> None:
    page = checked_page(answer.text)
    assert page.reasons, "no reason is given"
    given_back = set(map(plain, page.typed))
    assert {plain(text) for text in typed.values()} <= given_back, "typed text is lost"


def check_taken(answer: HttpResponse, typed: dict[str, str]) -> None:
    """Hold a preview to show what was typed, and a report to be kept."""
    page = checked_page(answer.text)
    if "text" in typed:
        assert page.comments == [squeezed(clean_text(typed["text"]))]
    if "detail" in typed:
        assert Report.objects.latest("pk").detail == clean_text(typed["detail"])


def check(answer: HttpResponse, typed: dict[str, str], statuses: set[int]) -> None:
    assert answer.status_code in statuses
    if answer.status_code == 302:
        check_stored(typed)
    elif answer.status_code == 200:
        check_taken(answer, typed)
    elif answer.status_code == 413:
        assert "3,000 characters" in answer.text
    else:
        check_refused(answer, typed)


def for_each(values: Iterable, check_one) -> None:
    """Check value by value; a failure names the value."""
    for value in values:
        try:
            check_one(value)
        except Exception as error:
            error.add_note(f"The input was {value!r:.100}")
            raise


def test_there_are_two_hundred_inputs_at_least() -> None:
    assert len({value for values in KINDS.values() for value in values}) >= 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("door", WRITING, ids=lambda door: door.__name__)
def test_it_is_stored_or_refused_with_a_reason(stranger, door, kind: str) -> None:
    for_each(KINDS[kind], lambda value: check(*door(stranger, value), WRITING[door]))


@pytest.mark.parametrize("door", SIDE_DOORS, ids=lambda door: door.__name__)
def test_it_does_no_harm_by_a_side_door(stranger, door) -> None:
    inputs = third(list(SIDE_DOORS).index(door))
    for_each(inputs, lambda value: check(*door(stranger, value), SIDE_DOORS[door]))


def stored(kind: str) -> list[str]:
    """Return what a database can hold of the inputs."""
    return [received(value).replace("\0", "")[:LONGEST_STORED] for value in KINDS[kind]]


def texts_at(stranger: Stranger, *paths: str) -> Counter:
    """Return the texts of comments on pages that hold nothing strange."""
    pages = [checked_page(stranger.ask("get", path).text) for path in paths]
    return Counter(text for page in pages for text in page.comments)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_stored_is_shown_as_text_everywhere(stranger, kind: str) -> None:
    """Also what no form has cleaned, such as an imported comment."""
    page, root = stranger.page, stranger.root
    texts = stored(kind)
    for text in texts:
        said = CommentFactory(reply_to=root, name=text[:50], text=text)
        CommentFactory(reply_to=said, expert=page.expert, quoted_text=text)
    thread = f"{page.url}comments/thread/{root.pk}/"
    shown = texts_at(stranger, thread, *[f"{thread}2/"][: len(texts) // 25])
    assert Counter(map(squeezed, texts)) <= shown
    texts_at(stranger, page.url, f"{page.url}comments/oldest/", "/")
    for feed in (f"{page.url}feed/", "/comments/feed/"):
        assert len(checked_feed(stranger.ask("get", feed).text)) == min(50, 1 + 2 * len(texts))


@pytest.mark.parametrize("kind", KINDS)
def test_who_answers_or_reports_it_sees_it_as_text(stranger, kind: str) -> None:
    texts = stored(kind)
    comments = [CommentFactory(page=stranger.page, name=text[:50], text=text) for text in texts]
    forms = cycle(["comment/?reply_to={}", "comments/c{}/report/"])

    def check_form(comment: Comment) -> None:
        answer = stranger.ask("get", stranger.page.url + next(forms).format(comment.pk))
        assert answer.status_code == 200
        page = checked_page(answer.text)
        assert squeezed(comment.comment) in " ".join(page.quotes)

    for_each(comments, check_form)


@pytest.mark.parametrize("kind", KINDS)
def test_followers_are_told_of_it_in_text(stranger, kind: str) -> None:
    following = followers.follow(
        comment=stranger.root, email="eve@example.org", whole_page=True, is_confirmed=True
    )
    names = [clean_line(received(value))[:50] for value in KINDS[kind]]
    said = [(CommentFactory(page=stranger.page, name=name), "http://localhost/") for name in names]
    letter = news.news_letter(following_id=following.pk)
    everything = replace(letter, context={**letter.context, "news": said})
    check_mail(message_of(everything, identity="x"), "eve@example.org")


@pytest.mark.parametrize("kind", ["headers", "letters", "addresses", "broken bytes"])
def test_a_mail_goes_to_the_address_that_was_stored_and_no_further(
    stranger, deliver_mail, kind: str
) -> None:
    for value in KINDS[kind]:
        as_email(stranger, value)
    waiting = Comment.objects.filter(state="unconfirmed").values_list("user_email", flat=True)
    outbox = deliver_mail()
    assert Counter(sent.to[0] for sent in outbox) == Counter(waiting)
    for sent in outbox:
        check_mail(sent, sent.to[0])


def test_no_cookie_is_taken_for_a_browser(stranger) -> None:
    """Quoted as cookies are, any character comes through."""

    def check_cookie(value) -> None:
        coded = SimpleCookie({COOKIE: received(value)})[COOKIE].coded_value
        header = f"{COOKIE}={coded}".encode().decode("latin-1")  # as WSGI hands bytes on
        path = f"{stranger.page.url}same-question/"
        answer = stranger.send(path, [], HTTP_COOKIE=header)
        assert answer.status_code == 200
        checked_page(answer.text)
        assert str(UUID(answer.cookies[COOKIE].value)) == answer.cookies[COOKIE].value

    for_each(third(0), check_cookie)


def test_no_made_up_link_opens_anything(stranger) -> None:
    ways = cycle("manage/{}/ manage/{}/edit/ confirm/{}/ follow/{}/ approve/{}/".split())

    def check_link(value) -> None:
        made_up = "/comments/" + next(ways).format(quote(raw(value), safe=""))
        answer = stranger.send(made_up, [("wanted", "none"), ("text", "x")])
        assert answer.status_code == 404
        checked_page(answer.text)

    for_each(third(1), check_link)


def test_a_strange_wish_about_mail_stops_mail(stranger) -> None:
    receipt = stranger.receipt()
    following = followers.follow(comment=receipt.comment, email="eve@example.org")
    ways = {links.manage_path(receipt, "mail"): 302, links.follow_path(following): 200}

    def check_wish(value) -> None:
        for path, status in ways.items():
            answer = stranger.send(path, [("wanted", value)])
            assert answer.status_code == status
            checked_page(answer.text)
        following.refresh_from_db()
        assert following.stopped_at

    for_each(third(2), check_wish)


@pytest.mark.parametrize("kind", ["markup", "attributes", "broken bytes", "letters"])
def test_a_form_without_its_token_gives_back_what_was_typed(stranger, kind: str) -> None:
    stranger.client = Client(enforce_csrf_checks=True)

    def check_form(value) -> None:
        answer = stranger.comment(text=value, csrfmiddlewaretoken=value)
        assert answer.status_code == 403
        page = checked_page(answer.text)
        assert not received(value).strip() or plain(received(value)) in map(plain, page.typed)

    for_each(KINDS[kind], check_form)


LARGE = b"x" * 10_000_000
SHAPES = {
    "arrays": (FORM, b"text[]=a&name[]=b&reason[]=c&text[0]=a&text.a=b"),
    "twice": (FORM, b"text=a&text=%3Cb&name=a&name=b&reason=spam&reason=x&detail=a&detail=b"),
    "a thousand times": (FORM, b"&".join([b"text=a&name=b&reason=spam&sheet=c"] * 1000)),
    "too many fields": (FORM, b"&".join([b"a=b"] * 10_001)),
    "no names": (FORM, b"=a&&&=b&text&name&reason"),
    "other separators": (FORM, b"text=a;name=b;reason=spam"),
    "too large": (FORM, b"text=" + LARGE),
    "JSON": ("application/json", b'{"text": ["a"], "name": {"b": 1}, "reason": null}'),
    "XML": ("text/xml", b"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>"),
    "a file": (
        "multipart/form-data; boundary=B",
        b'--B\r\nContent-Disposition: form-data; name="text"; filename="<b>"\r\n\r\nx\r\n--B--\r\n',
    ),
    "a large part": (
        "multipart/form-data; boundary=B",
        b'--B\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + LARGE + b"\r\n--B--\r\n",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_form_of_another_shape_is_answered_with_a_reason(stranger, shape: str) -> None:
    page, receipt = stranger.page.url, stranger.receipt()
    report = f"{page}comments/c{stranger.root.pk}/report/"
    content_type, body = SHAPES[shape]
    for path in (f"{page}comment/", links.manage_path(receipt, "edit"), report):
        answer = stranger.ask("post", path, data=body, content_type=content_type)
        assert answer.status_code in {200, 302, 400, 413, 422}, path
        shown = checked_page(answer.text)
        assert answer.status_code != 422 or shown.reasons, path
        assert answer.status_code == 413 or LARGE not in body, path
