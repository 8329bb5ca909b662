"""Copies are kept for as long as they are good, as many as fit, and made one at a time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest
from django.core.cache import caches

from qa.delivery import shelf as shelf_module
from qa.delivery.clock import FileClock
from qa.delivery.entry import Entry, make_entry
from qa.delivery.page_cache import PageCache, key_of
from qa.delivery.shelf import Shelf
from site_core.foundation import shown

ENVIRON = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "HTTP_HOST": "localhost",
    "wsgi.url_scheme": "http",
}
PUBLIC = [("Content-Type", "text/plain"), ("Cache-Control", "public, s-maxage=10")]


@pytest.fixture
def shelves(tmp_path) -> tuple[Shelf, Shelf]:
    """Return what two processes of one machine see."""
    two = Shelf(), Shelf()
    for shelf in two:
        shelf.clock = FileClock(tmp_path / "clock")
    return two


def entry_of(shelf: Shelf, body: bytes = b"A page.", names: tuple = ("page:1",)) -> Entry:
    return make_entry(headers=PUBLIC, body=body, made_at=shelf.now(), names=names)


def ask(site: PageCache) -> bytes:
    return b"".join(site(dict(ENVIRON), lambda *said: None))


def ask_at_once(site: PageCache, readers: int, may_end: Event) -> list[bytes]:
    """Return what *readers* get who ask together, before the site may answer the first."""
    together = Barrier(readers + 1)

    def come_and_ask() -> bytes:
        together.wait(5)
        return ask(site)

    with ThreadPoolExecutor(readers) as pool:
        asked = [pool.submit(come_and_ask) for _ in range(readers)]
        together.wait(5)
        may_end.set()
        return [one.result() for one in asked]


def test_what_one_process_keeps_another_finds(shelves):
    here, there = shelves
    here.keep("a", entry_of(here))

    entry, is_good = there.find("a")

    assert (entry.bodies[""], is_good) == (b"A page.", True)


def test_names_in_common_are_asked_for_once_until_something_changes(shelves, monkeypatch):
    here, there = shelves
    here.keep("a", entry_of(here, names=("site", "page:1")))
    here.keep("b", entry_of(here, names=("site", "page:2")))
    asked: list[str] = []
    last_changes = there.clock.last_changes
    monkeypatch.setattr(
        there.clock, "last_changes", lambda names: asked.extend(names) or last_changes(names)
    )

    for key in ("a", "b"):
        assert there.find(key)[1]
    here.advance(["page:3"])
    assert there.find("a")[1]

    assert asked == ["site", "page:1", "page:2", "site", "page:1"]


def test_what_one_process_changes_is_stale_in_another(shelves):
    here, there = shelves
    there.keep("a", entry_of(there))

    here.advance(["page:1"])

    assert there.find("a")[1] is False


def test_newer_copy_of_another_process_takes_the_place_of_a_stale_one(shelves):
    here, there = shelves
    there.keep("a", entry_of(there))
    here.advance(["page:1"])
    here.keep("a", entry_of(here, b"Anew."))

    entry, is_good = there.find("a")

    assert (entry.bodies[""], is_good) == (b"Anew.", True)


def test_memory_of_a_process_has_an_end(shelves, monkeypatch):
    monkeypatch.setattr(shelf_module, "MEMORY", 10_000)
    here, _there = shelves

    for number in range(10):
        here.keep(str(number), entry_of(here, bytes(1_000)))

    assert sum(entry.size for entry in here._memory.values()) <= 10_000
    assert here.find("9")[1]
    assert here.find("0")[1], "the cache that all share still has it"


def test_page_that_shows_very_much_is_good_until_anything_changes(shelves, monkeypatch):
    here, _there = shelves

    def site(environ, start_response):
        shown.note(*map(shown.page, range(shelf_module.MOST_NAMES + 1)))
        start_response("200 OK", PUBLIC)
        return [b"A long list."]

    cached = PageCache(site, here)
    ask(cached)
    before = here.find(key_of(ENVIRON))[1]
    here.advance(["something:else"])

    assert (before, here.find(key_of(ENVIRON))[1]) == (True, False)


def test_page_that_many_ask_for_at_once_is_made_once(shelves):
    here, _there = shelves
    made, may_end = [], Event()

    def slow_site(environ, start_response):
        made.append(1)
        may_end.wait(5)
        start_response("200 OK", PUBLIC)
        return [b"A page."]

    bodies = ask_at_once(PageCache(slow_site, here), 8, may_end)

    assert (len(made), set(bodies)) == (1, {b"A page."})


def test_who_waits_for_a_page_that_is_nobody_elses_gets_one_of_their_own(shelves):
    here, _there = shelves
    may_end = Event()

    def private_site(environ, start_response):
        may_end.wait(5)
        start_response("200 OK", [("Cache-Control", "no-store")])
        return [b"Yours."]

    assert ask_at_once(PageCache(private_site, here), 2, may_end) == [b"Yours."] * 2
    assert caches["pages"].get(key_of(ENVIRON)) is None


def test_error_is_not_kept_and_does_not_cost_the_copy_before(shelves):
    here, _there = shelves
    here.keep(key_of(ENVIRON), entry_of(here))
    here.advance(["page:1"])

    def failing_site(environ, start_response):
        start_response("500 Internal Server Error", [("Cache-Control", "no-store")])
        return [b"Sorry."]

    assert ask(PageCache(failing_site, here)) == b"Sorry."
    assert here.find(key_of(ENVIRON))[0].bodies[""] == b"A page."


def test_copy_begun_in_an_era_that_is_over_is_not_good(shelves, tmp_path):
    here, _there = shelves
    here.keep("a", entry_of(here))
    (tmp_path / "clock").unlink()

    assert here.find("a")[1] is False


def test_copy_is_over_at_its_end(shelves):
    here, _there = shelves
    entry = make_entry(
        headers=PUBLIC,
        body=b"A page.",
        made_at=here.now(),
        names=["page:1"],
        until=datetime(2020, 1, 1, tzinfo=UTC),
    )
    here.keep("a", entry)

    assert here.find("a")[1] is False
