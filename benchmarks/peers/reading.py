"""How fast a page is read: wrk for pages that come fast, a few threads for those that do not."""

import gzip
import http.client
import json
import signal
import statistics
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from itertools import count
from urllib.parse import urlsplit, urlunsplit

from .contenders.base import View
from .scratch import program
from .services import FILES

SLOW = 1.0  # seconds a view takes from which on single views are counted
LONGEST_VIEW = 600
GRACE = 20  # seconds wrk may need beyond its time

_numbers = count()


@dataclass(frozen=True)
class Reading:
    """What was read; times are in seconds.

    :param longest: what wrk's slowest view took
    :param views: how many wrk counted
    :param cut_short: it took so long that the views were counted which came in the time allowed
    """

    rate: float
    p50: float
    p99: float
    failed: int = 0
    longest: float = 0.0
    views: int = 0
    cut_short: bool = False


@dataclass(frozen=True)
class Answer:
    """One response; *seconds* is how long it took, *wire* how many bytes its body had."""

    status: int
    seconds: float
    wire: int
    text: str
    headers: Message


def fetch(url: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for one page on a connection of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=LONGEST_VIEW)
    started = time.perf_counter()
    path = urlunsplit(parts._replace(scheme="", netloc=""))
    connection.request("GET", path, headers=dict(headers or {}))
    response = connection.getresponse()
    body = response.read()
    seconds = time.perf_counter() - started
    connection.close()
    packing = response.headers.get("Content-Encoding", "")
    text = {"": bytes, "gzip": gzip.decompress}.get(packing, lambda packed: b"")(body)
    return Answer(response.status, seconds, len(body), text.decode(), response.headers)


def start_wrk(
    view: View, path: str, connections: int, seconds: int, *, paths: Sequence[str] = ()
) -> subprocess.Popen:
    """Start wrk; it asks for *path*, or for *paths* by turns."""
    command = [program("wrk"), "--threads", "1", "--connections", str(connections)]
    command += ["--duration", f"{seconds}s", "--timeout", f"{GRACE}s", "--latency"]
    command += ["--script", str(FILES / "report.lua")]
    for name, value in view.headers.items():
        command += ["--header", f"{name}: {value}"]
    return subprocess.Popen(  # noqa: S603 - wrk, against a server of this run
        [*command, view.url(path), *paths],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def result_of(wrk: subprocess.Popen, *, stop: bool = False) -> Reading:
    """Wait for wrk (or stop it) and return what it counted."""
    if stop and wrk.poll() is None:
        wrk.send_signal(signal.SIGINT)
    try:
        said, _nothing = wrk.communicate(timeout=LONGEST_VIEW)
    except subprocess.TimeoutExpired:
        wrk.kill()
        raise
    counted = json.loads(said.strip().splitlines()[-1])
    seconds = counted["microseconds"] / 1e6
    return Reading(
        rate=counted["requests"] / seconds,
        p50=counted["p50"] / 1e6,
        p99=counted["p99"] / 1e6,
        failed=counted["failed"],
        longest=counted["longest"] / 1e6,
        views=counted["requests"],
    )


def read_fast(view: View, path: str, connections: int, seconds: int) -> Reading:
    return result_of(start_wrk(view, path, connections, seconds))


def read_slowly(
    view: View, path: str, connections: int, *, seconds: float, longest: float
) -> Reading:
    """Read the page over and over until *seconds* are over and each connection had it once.

    After *longest* seconds the views are counted that have come by then.
    """
    times: list[float] = []
    failed: list[int] = []
    over = threading.Event()
    begun = time.perf_counter()
    readers = start_readers(connections, view, path, longest, times, failed, over)
    taken = 0.0
    while taken < longest and (taken < seconds or len(times) < connections):
        time.sleep(0.01)
        taken = time.perf_counter() - begun
    counted = sorted(times)
    over.set()
    for reader in readers:  # what is under way would disturb the next measurement
        reader.join(max(0.0, begun + longest - time.perf_counter()))
    cut_short = any(reader.is_alive() for reader in readers)
    if not counted:
        return Reading(0.0, taken, taken, len(failed), cut_short=True)
    rate = len(counted) / taken
    middle, longest_taken = statistics.median(counted), counted[-1]
    return Reading(rate, middle, longest_taken, len(failed), cut_short=cut_short)


def start_readers(number: int, *how) -> list[threading.Thread]:
    """Start as many threads that read on; for the rest see :func:`_read_on`."""
    readers = [threading.Thread(target=_read_on, args=how, daemon=True) for _ in range(number)]
    for reader in readers:
        reader.start()
    return readers


def _address() -> str:
    """Return one of the many addresses that readers come from, as the limits of servers expect."""
    number = next(_numbers)
    return f"10.{number >> 8 & 15}.{number & 255}.9"


def _read_on(
    view: View,
    path: str,
    longest: float,
    times: list[float],
    failed: list[int],
    over: threading.Event,
    pause: float = 0,
) -> None:
    parts = urlsplit(view.url(path))
    while not over.wait(pause):
        connection = http.client.HTTPConnection(parts.netloc, timeout=longest)
        started = time.perf_counter()
        with suppress(OSError, http.client.HTTPException):
            headers = {**view.headers, "X-Forwarded-For": _address()}
            connection.request("GET", parts.path + view.query, headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status == HTTPStatus.OK:
                times.append(time.perf_counter() - started)
            else:
                failed.append(response.status)
        connection.close()
