"""Pieces of pages are made once for as long as nothing that stands on them changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from wagtail.models import Page, PageViewRestriction, Site

from qa.comments import threads
from qa.comments.models import Comment, CommentSettings
from qa.delivery.clock import FileClock
from qa.delivery.pieces import Piece, Pieces
from qa.delivery.shelf import Shelf, shelf
from qa.models import QAPage
from site_core.foundation import shown
from site_core.foundation.kept import kept, kept_by
from site_core.foundation.models import SiteSettings
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, comment_form

PLACE = ("release", "http", "localhost")


class Request:
    """One request after the other; each notes what it is made from."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.made = 0

    def make(self) -> list[str]:
        self.made += 1
        shown.note("page:1")
        return ["a", "piece"]

    def ask(
        self, *key: object, before: str = "", place: tuple = PLACE, make=None, **how
    ) -> list[str]:
        """Return the piece; ``self.seen`` is what is noted of the page then."""
        pieces = Pieces(self.shelf, place, self.shelf.now())
        with shown.recording() as self.seen, kept_by(pieces):
            if before:
                shown.note(before)
            found = kept(*(key or ("text",)), make=make or self.make, **how)
        pieces.share()
        return found


@pytest.fixture
def request_(tmp_path) -> Request:
    shelf = Shelf()
    shelf.clock = FileClock(tmp_path / "clock")
    return Request(shelf)


def test_piece_is_made_once(request_):
    assert request_.ask() == request_.ask() == ["a", "piece"]
    assert request_.made == 1


def test_piece_is_made_for_all_processes(request_):
    request_.ask()
    clock, request_.shelf = request_.shelf.clock, Shelf()
    request_.shelf.clock = clock
    assert request_.ask() == ["a", "piece"]
    assert request_.made == 1


def test_each_page_gets_a_copy_of_its_own(request_):
    request_.ask()
    request_.ask().append("of this page")
    assert request_.ask() == ["a", "piece"]


def test_piece_is_made_anew_when_something_on_it_changes(request_):
    request_.ask()
    request_.shelf.advance(["page:1"])
    request_.ask()
    assert request_.made == 2


def test_piece_is_made_anew_when_something_changes_that_was_loaded_before_it(request_):
    request_.ask(before="page:2")
    request_.shelf.advance(["page:2"])
    request_.ask(before="page:2")
    assert request_.made == 2


def test_piece_within_a_piece_is_made_anew_when_something_changes_that_was_loaded_before_both(
    request_,
):
    for _ in range(2):
        request_.ask("around", before="page:2", make=lambda: kept("within", make=request_.make))
        request_.shelf.advance(["page:2"])
    assert request_.made == 2


def test_piece_that_loads_all_itself_does_not_care_what_was_loaded_before_it(request_):
    request_.ask(before="page:2", alone=True)
    request_.shelf.advance(["page:2"])
    request_.ask(before="page:2", alone=True)
    assert request_.made == 1


def test_page_shows_what_the_pieces_on_it_show(request_):
    request_.ask()
    request_.ask()
    assert request_.seen.names == {shown.SITE, "page:1"}


def test_page_is_over_when_a_piece_of_it_is(request_, monkeypatch):
    soon = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(request_, "make", lambda: shown.note_end(soon))
    request_.ask()
    request_.ask()
    assert request_.seen.until == soon


def test_piece_is_over_at_its_end(request_, monkeypatch):
    ends = timezone.now() + timedelta(hours=1)
    make = request_.make
    monkeypatch.setattr(request_, "make", lambda: shown.note_end(ends) or make())
    request_.ask()
    monkeypatch.setattr(timezone, "now", lambda: ends)
    request_.ask()
    assert request_.made == 2


@pytest.mark.parametrize(
    "other",
    [
        {"place": ("release", "https", "localhost")},
        {"place": ("release", "http", "other")},
        {"place": ("another", "http", "localhost")},
    ],
)
def test_piece_of_another_site_or_release_is_another(request_, other):
    request_.ask()
    request_.ask(**other)
    assert request_.made == 2


def test_piece_with_another_key_is_another(request_):
    request_.ask("text", 1)
    request_.ask("text", 2)
    assert request_.made == 2


def test_piece_in_another_language_is_another(request_):
    request_.ask()
    with translation.override("de"):
        request_.ask()
    assert request_.made == 2


def test_what_nobody_keeps_is_made_each_time(request_):
    kept("text", make=request_.make)
    kept("text", make=request_.make)
    assert request_.made == 2


@pytest.fixture
def answer(reader) -> QAPage:
    return QAPageFactory(title="Can ice help?", comment_policy="open")


@pytest.fixture
def texts_made(monkeypatch) -> list[int]:
    """Return the keys of the answers whose text was made, one after the other."""
    made = []
    related = QAPage.related
    monkeypatch.setattr(QAPage, "related", lambda page: made.append(page.pk) or related(page))
    return made


def test_answer_is_not_written_anew_for_each_comment(reader, answer, published, texts_made):
    reader.get(answer.url)
    with published:
        CommentFactory(page=answer, text="And heat?")

    page = reader.get(answer.url)

    assert page.was_made
    assert b"And heat?" in page.body
    assert texts_made == [answer.pk]


def test_comment_has_its_own_conversation_made_anew_and_no_other(reader, answer, published):
    first = CommentFactory(page=answer, text="Number 1.")
    CommentFactory(page=answer, text="Number 2.")
    reader.get(answer.url)
    Comment.objects.update(comment="Past all signals.")
    with published:
        CommentFactory(reply_to=first, text="Indeed.")

    said = reader.get(answer.url).body.decode()

    assert "Indeed." in said
    assert (said.count("Past all signals."), said.count("Number 2.")) == (2, 2)  # and in the data
    assert "Number 1." not in said


def test_expert_who_replies_has_their_new_name_at_once(reader, answer, published):
    expert = ExpertPageFactory(title="Bo Back")
    CommentFactory(reply_to=CommentFactory(page=answer), expert=expert)
    reader.get(answer.url)
    with published:
        expert.title = "Bo Spine"
        expert.save()
    said = reader.get(answer.url).body
    assert b"Bo Spine" in said
    assert b"Bo Back" not in said


def test_conversation_that_goes_while_its_page_is_made_is_left_out(reader, answer, monkeypatch):
    stays = CommentFactory(page=answer, text="It stays.")
    contents = threads._Contents({stays.pk + 1: 0, stays.pk: 0}, 2, 2)
    monkeypatch.setattr(threads.ThreadPage, "_contents", contents)

    said = reader.get(answer.url)

    assert said.status == 200
    assert b"It stays." in said.body


def test_reader_with_a_session_gets_nothing_that_was_kept(reader, answer, texts_made):
    reader.get(answer.url)
    reader.get(answer.url, cookies="sessionid=abc")
    assert texts_made == [answer.pk] * 2


def test_whoever_writes_meets_the_page_as_it_is(reader, answer):
    reader.get(answer.url)
    QAPage.objects.update(comment_policy="closed")  # which no signal tells

    reader.post(f"{answer.url}comment/", comment_form())

    assert not Comment.objects.exists()


@pytest.mark.parametrize("now", [{"live": False}, {"locked": True}])
def test_whoever_writes_meets_no_page_that_is_gone_or_locked(reader, answer, now):
    reader.get(answer.url)
    QAPage.objects.update(**now)  # which no signal tells

    assert reader.post(f"{answer.url}comment/", comment_form()).status in {403, 404}
    assert not Comment.objects.exists()


def test_whoever_writes_on_a_page_that_was_deleted_finds_none(reader, answer, published):
    reader.get(answer.url)
    Page.objects.filter(pk=answer.pk).delete()  # not committed: no signal tells yet

    assert reader.post(f"{answer.url}comment/", comment_form()).status == 404


def test_name_of_a_new_expert_is_reserved_at_once(reader, answer, published):
    path, form = f"{answer.url}comment/", comment_form(name="Cy New")
    assert reader.post(path, form).status == 302
    with published:
        ExpertPageFactory(title="Cy New")

    assert reader.post(path, comment_form(name="Cy New")).status == 422


def test_answer_made_of_pieces_takes_no_statement(reader, answer):
    CommentFactory(page=answer)
    reader.get(answer.url)
    with CaptureQueriesContext(connection) as captured:
        assert reader.get(f"{answer.url}?utm_source=letter").was_made
    assert len(captured) == 0


def test_another_home_page_is_shown_at_once(reader, answer, published):
    reader.get("/?utm_source=letter")
    site = Site.objects.get()
    other = site.root_page.copy(update_attrs={"title": "Another home", "slug": "other"})
    with published:
        site.root_page = other
        site.save()
    assert b"Another home" in reader.get("/?utm_source=letter").body


def test_answer_is_private_at_once(reader, answer, published):
    reader.get(f"{answer.url}?utm_source=letter")
    with published:
        PageViewRestriction.objects.create(page=answer, restriction_type="login")
    assert reader.get(f"{answer.url}?utm_source=letter").status == 302


def test_settings_hold_at_once(reader, answer, published):
    reader.get(f"{answer.url}?utm_source=letter")
    settings = SiteSettings.for_site(Site.objects.get())
    with published:
        settings.site_name = "Another name"
        settings.save()
    assert b"Another name" in reader.get(f"{answer.url}?utm_source=letter").body


def test_tag_keeps_what_stands_between_and_shows_it_where_its_name_stands():
    asked = []
    keeper = lambda key, make, *, alone, silent: asked.append(key) or make()  # noqa: E731
    source = "{% load site_tags %}{% kept 'top' number as top %}{{ number }}{% endkept %}-{{ top }}"
    with kept_by(keeper):
        assert Template(source).render(Context({"number": 7})) == "-7"
        assert Template(source).render(Context({})) == "-"
    assert asked == [("top", 7)]


def test_no_piece_has_what_readers_never_see(reader, answer):
    address = "somebody@example.org"
    profile = ExpertPageFactory(takes_messages=True, message_address=address)
    QAPage.objects.filter(pk=answer.pk).update(expert=profile, reviewer=profile)
    settings = CommentSettings.for_site(Site.objects.get())
    settings.alert_addresses = address
    settings.save()

    reader.get(f"{answer.url}?utm_source=letter")
    reader.get(f"{profile.url}?utm_source=letter")

    pieces = [kept for kept in shelf._memory.values() if isinstance(kept, Piece)]
    assert pieces
    assert not [piece for piece in pieces if address.encode() in piece.data]
