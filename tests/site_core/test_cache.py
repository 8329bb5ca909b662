"""Caches that fail: their users see an empty cache, operators a line in the log."""

import logging
import pickle
import re
import socket
import time
import zlib
from pathlib import Path

import pytest

from site_core import cache as survival
from site_core.cache import FileCache, RedisCache, RenditionFileCache
from tests.factories import ImageFactory
from tests.qa.notifications.samples import dead_port

pytestmark = pytest.mark.usefixtures("no_outage_yet")


@pytest.fixture
def no_outage_yet(monkeypatch) -> None:
    monkeypatch.setattr(survival, "outages", survival.Outages())


@pytest.fixture(params=["redis", "files"])
def dead(request, tmp_path: Path) -> RedisCache | FileCache:
    """A cache whose server is not there, or in whose place there is a file."""
    if request.param == "redis":
        return RedisCache(f"redis://127.0.0.1:{dead_port()}/0", {})
    (tmp_path / "cache").write_text("No folder.")
    return FileCache(tmp_path / "cache", {})


def test_nothing_is_found_in_a_dead_cache(dead) -> None:
    assert dead.get("a") is None
    assert dead.get("a", "otherwise") == "otherwise"
    assert dead.get_many(["a", "b"]) == {}
    assert dead.has_key("a") is False
    assert "a" not in dead


def test_writing_to_a_dead_cache_goes_as_if_it_were_done(dead) -> None:
    assert dead.set("a", 1) is None
    assert dead.set_many({"a": 1}) == []
    assert dead.add("a", 1) is True
    assert dead.get_or_set("a", lambda: 1) == 1


def test_taking_out_of_a_dead_cache_finds_nothing(dead) -> None:
    assert dead.delete("a") is False
    assert dead.delete_many(["a"]) is None
    assert dead.touch("a") is False
    assert not dead.clear()


@pytest.mark.parametrize("count", ["incr", "decr", "incr_version"])
def test_counting_in_a_dead_cache_finds_no_such_key(dead, count: str) -> None:
    with pytest.raises(ValueError, match="Key 'a' not found"):
        getattr(dead, count)("a")


def test_what_cannot_be_kept_in_any_cache_is_an_error_all_the_same(tmp_path: Path) -> None:
    with pytest.raises((AttributeError, pickle.PicklingError)):
        FileCache(tmp_path, {}).set("a", lambda: 1)


def test_a_failure_is_logged_once_a_minute_by_its_kind(dead, caplog, monkeypatch) -> None:
    now = time.monotonic()
    for seconds in (0, 10, 59, 60, 100):
        monkeypatch.setattr(survival.time, "monotonic", lambda now=now + seconds: now)
        dead.get("a")
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    for message in caplog.messages:  # the kind of error and nothing of its text
        assert re.fullmatch(
            r"The cache does not answer; going on without it \(\w+Error\)\.", message
        )


@pytest.fixture
def silent_server():
    """A server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def silent_redis(server: socket.socket) -> RedisCache:
    options = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}
    return RedisCache(f"redis://127.0.0.1:{server.getsockname()[1]}/0", {"OPTIONS": options})


def number_of_connections(server: socket.socket) -> int:
    number = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return number
        number += 1


def test_a_server_that_hangs_is_left_alone_for_a_while_by_all_threads(silent_server) -> None:
    for _thread in range(2):  # each has a cache object of its own
        cache = silent_redis(silent_server)
        cache.get("a")
        cache.set("a", 1)
        cache.add("b", 1)
    assert number_of_connections(silent_server) == 1


def test_what_must_go_is_tried_even_so(silent_server) -> None:
    cache = silent_redis(silent_server)
    cache.get("a")
    cache.delete("a")
    assert number_of_connections(silent_server) == 2


def test_a_cache_that_is_back_is_used_again(tmp_path: Path, monkeypatch) -> None:
    place = tmp_path / "cache"
    place.write_text("No folder.")
    cache = FileCache(place, {})
    cache.set("a", 1)
    place.unlink()
    cache.set("a", 2)
    assert cache.get("a") is None
    monkeypatch.setattr(survival, "outages", survival.Outages())  # the pause is over
    cache.set("a", 3)
    assert cache.get("a") == 3


def test_a_living_cache_is_an_ordinary_one(tmp_path: Path) -> None:
    cache = FileCache(tmp_path, {})
    assert cache.add("a", 1) is True
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.touch("a") is True
    assert cache.get_many(["a", "b"]) == {"a": 2}
    assert cache.delete("a") is True
    assert cache.has_key("a") is False


@pytest.mark.parametrize(
    "value",
    [b"", zlib.compress(b""), zlib.compress(b"cno_such_module\nThing\n."), b"half a val"],
    ids=["cut off", "empty", "of other code", "torn"],
)
def test_a_damaged_value_counts_as_none_and_can_be_replaced(tmp_path: Path, value: bytes) -> None:
    cache = FileCache(tmp_path, {})
    cache.set("a", 1)
    [file] = tmp_path.iterdir()
    file.write_bytes(pickle.dumps(None) + value)
    assert cache.get("a") is None
    assert cache.get_many(["a"]) == {}
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_size_of_a_picture_that_was_found_is_not_kept_again(tmp_path, db) -> None:
    cache = RenditionFileCache(tmp_path, {})
    cache.set("size", ImageFactory().get_rendition("width-100"))
    found = cache.get_many(["size"])["size"]
    before = set(tmp_path.iterdir())

    cache.delete("size")
    cache.set("size", found)

    assert before
    assert cache.get("size") is None
