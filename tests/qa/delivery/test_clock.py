"""Two clocks, one in a file and one in Redis, that tell what changed when."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest
from redis import Redis, RedisError

from qa.delivery.clock import ANYTHING, Clock, FileClock, RedisClock


@pytest.fixture(params=["file", "redis"])
def clocks(request, tmp_path) -> Iterator[tuple[Clock, Clock]]:
    """Return one clock as two processes see it."""
    if request.param == "file":
        yield FileClock(tmp_path / "clock"), FileClock(tmp_path / "clock")
        return
    redis, key = request.getfixturevalue("redis"), f"test-clock-{uuid4()}"
    yield RedisClock(redis, key), RedisClock(redis, key)
    redis.delete(key)


def test_change_is_later_than_whatever_was_before_it(clocks):
    here, there = clocks
    before = max(there.last_changes([ANYTHING]))

    here.advance(["page:1"])

    assert max(there.last_changes(["page:1"])) > before


def test_time_is_that_of_the_last_change_of_anything(clocks):
    here, there = clocks
    times = [there.now()]
    for name in ("page:1", "page:2"):
        here.advance([name])
        times.append(there.now())

    assert times == sorted(set(times))
    assert times[-1] == max(there.last_changes([ANYTHING]))


def test_time_is_told_again_after_the_connection_was_lost(redis):
    clock = RedisClock(redis, f"test-clock-{uuid4()}")
    before = clock.now()
    clock._own.connection.disconnect()

    assert clock.now() == before
    redis.delete(clock._key)


def test_change_of_one_thing_is_none_of_another(clocks):
    here, there = clocks
    here.advance(["page:1"])

    assert max(there.last_changes(["page:2"])).tick == 0


def test_the_latest_change_of_several_counts(clocks):
    here, there = clocks
    here.advance(["page:1"])
    here.advance(["page:2"])

    assert max(there.last_changes(["page:1", "page:2", "page:3"])) == max(
        there.last_changes([ANYTHING])
    )


def test_all_of_one_change_happen_at_the_same_moment(clocks):
    here, there = clocks
    here.advance(["page:1", "page:2"])

    assert max(there.last_changes(["page:1"])) == max(there.last_changes(["page:2"]))


def test_no_change_is_lost_where_many_happen_at_once(clocks):
    here, there = clocks

    with ThreadPoolExecutor(8) as pool:
        for number in range(200):
            pool.submit((here, there)[number % 2].advance, [f"page:{number}"])

    assert max(here.last_changes([ANYTHING])).tick == 200


def test_clock_whose_file_was_deleted_begins_a_new_era(tmp_path):
    clock = FileClock(tmp_path / "clock")
    clock.advance(["page:1"])
    before = max(clock.last_changes(["page:1"]))
    (tmp_path / "clock").unlink()

    assert max(clock.last_changes(["page:1"])).era != before.era


def test_clock_whose_file_was_cut_off_begins_a_new_era(tmp_path):
    FileClock(tmp_path / "clock").advance(["page:1"])
    (tmp_path / "clock").write_bytes(b"torn")

    assert max(FileClock(tmp_path / "clock").last_changes(["page:1"])).tick == 0


def test_clock_that_redis_forgot_begins_a_new_era(redis):
    key = f"test-clock-{uuid4()}"
    clock = RedisClock(redis, key)
    clock.advance(["page:1"])
    before = max(clock.last_changes([ANYTHING]))
    redis.delete(key)

    after = max(clock.last_changes([ANYTHING]))
    redis.delete(key)

    assert after.era != before.era


class Server:
    """A Redis server of its own, which can be killed and started again with what it has saved."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.start()

    def start(self) -> None:
        command = [shutil.which("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--dir", str(self.folder), "--save", "3600 1"], stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with suppress(RedisError):
                self.client().ping()
                return
            time.sleep(0.01)
        raise TimeoutError

    def client(self) -> Redis:
        return Redis(port=self.port)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    if not shutil.which("redis-server"):
        pytest.skip("There is no redis-server.")
    server = Server(tmp_path)
    yield server
    server.kill()


@pytest.mark.parametrize("who_is_first", ["asks", "tells"])
def test_clock_of_a_server_that_knows_only_what_it_had_saved_begins_a_new_era(server, who_is_first):
    clock = RedisClock(server.client(), "clock")
    clock.advance(["page:1"])
    server.client().save()
    clock.advance(["page:1"])
    lost = clock.now()
    server.kill()
    server.start()

    if who_is_first == "tells":
        RedisClock(server.client(), "clock").advance(["page:2"])
    with suppress(RedisError):
        clock.now()  # finds that the connection is lost

    assert clock.now().era != lost.era
