"""How fast comments are taken while others read: through the real forms, with their checks."""

import http.client
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http.cookies import SimpleCookie
from itertools import count
from urllib.parse import urlencode

from .contenders.base import Contender
from .forms import Form, form_in
from .reading import fetch, start_readers
from .scratch import HOST

POSTERS, READERS = 4, 8  # connections
# Between two views of one reader, the same for everybody: read as fast as it can, a fast site is
# read thousands of times more often than a slow one.
PAUSE = 0.25  # seconds
IN_A_BURST = 48
# A form that comes back sooner is held for a moderator: nobody reads and writes as fast as that.
SHORTEST_TIME = 2.2  # seconds
LONGEST_ANSWER = 600

_numbers = count(1)


@dataclass(frozen=True)
class Posting:
    """What was posted; rates a second, times in seconds.

    :param views: read a second meanwhile
    :param refused: answers that did not take the comment; *why* is the first of them
    """

    rate: float
    views: float
    refused: int
    why: str = ""


class Poster(threading.Thread):
    """One connection that sends comments, each from a reader and a network of their own.

    :param form: with the cookies of its page as *cookies*, fetched before the clock starts
    """

    def __init__(self, contender: Contender, form: Form, cookies: str, todo: list[int]) -> None:
        super().__init__(daemon=True)
        self.contender, self.form, self.cookies, self.todo = contender, form, cookies, todo
        self.taken = 0
        self.refusals: list[str] = []
        port = contender.reading.port
        self.connection = http.client.HTTPConnection(HOST, port, timeout=LONGEST_ANSWER)

    def run(self) -> None:
        with suppress(IndexError):  # another one took the last
            while True:
                number = self.todo.pop()
                try:
                    self._post(number)
                except (OSError, http.client.HTTPException) as error:
                    self.refusals.append(repr(error))

    def _post(self, number: int) -> None:
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1",
            "Cookie": self.cookies,
        }
        body = urlencode(self.contender.typed(self.form, number))
        self.connection.request("POST", self.form.action, body, headers)
        response = self.connection.getresponse()
        html = response.read().decode(errors="replace")
        if self.contender.is_taken(response.status, response.headers.get("Location", "")):
            self.taken += 1
        else:
            self.refusals.append(f"{response.status}: {html[:2000]}")


def post(contender: Contender, slug: str, *, longest: float) -> Posting:
    """Post a burst of comments while the article is read, for at most *longest* seconds."""
    todo = [next(_numbers) for _ in range(IN_A_BURST)]
    path = contender.form_path(slug)
    page = fetch(contender.reading.url(path))
    form = form_in(page.text, path, having=contender.comment_field)
    cookies = _cookies(page.headers)
    posters = [Poster(contender, form, cookies, todo) for _ in range(POSTERS)]
    time.sleep(SHORTEST_TIME)
    times: list[float] = []
    failed: list[int] = []
    over = threading.Event()
    reading = contender.reading, contender.path(slug), LONGEST_ANSWER, times, failed, over
    readers = start_readers(READERS, *reading, PAUSE)
    time.sleep(1)  # until they read
    times.clear()
    started = time.perf_counter()
    for poster in posters:
        poster.start()
    for poster in posters:
        poster.join(max(0.0, started + longest - time.perf_counter()))
    seconds = time.perf_counter() - started
    todo.clear()
    views = len(times) / seconds
    over.set()
    for reader in readers:
        reader.join(longest)
    refusals = [refusal for poster in posters for refusal in poster.refusals]
    taken = sum(poster.taken for poster in posters)
    return Posting(taken / seconds, views, len(refusals), refusals[0] if refusals else "")


def _cookies(headers: Message) -> str:
    jar = SimpleCookie()
    for header in headers.get_all("Set-Cookie") or []:
        jar.load(header)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in jar.items())
