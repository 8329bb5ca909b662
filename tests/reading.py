"""Reading the site through its page cache, as an app server lets readers do."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from django.core.cache import caches
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH
from django.test import RequestFactory

from qa.delivery.page_cache import PageCache
from qa.delivery.shelf import Shelf, shelf
from site_core.cache import outages


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    was_made: bool  # for this very request, rather than kept from an earlier one


@contextmanager
def _open_connections() -> Iterator[None]:
    """Keep the transaction of the test, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


def forget_pages() -> None:
    """Begin with a page cache that nothing is in, and that has not failed."""
    shelf.forget()
    # Each thread has its own list of caches, and another one may have filled this.
    caches["pages"].clear()
    outages.over_at.clear()


class Reader:
    """Asks for pages; knows whether the site made one, or a copy was sent.

    :param kept: the copies of the process that is asked
    :param in_transaction: of the test; otherwise each request begins and ends as on a real server
    """

    def __init__(self, kept: Shelf = shelf, *, in_transaction: bool = True) -> None:
        from site_core.wsgi import application  # sets Django up

        inner = getattr(application, "_app", application)
        self._made = 0
        self._connections = _open_connections if in_transaction else nullcontext

        def counting(environ: dict, start_response):
            self._made += 1
            return inner(environ, start_response)

        self._inner = inner
        self._site = PageCache(counting, kept)

    def get(self, address: str, *, method: str = "GET", cookies: str = "", **headers) -> Answer:
        """Return the answer of the site.

        :param headers: as WSGI names them, without ``HTTP_``
        """
        asked = {f"HTTP_{name}": value for name, value in headers.items()}
        if cookies:
            asked["HTTP_COOKIE"] = cookies
        return self._ask(self._site, RequestFactory().generic(method, address, headers={}), asked)

    def post(self, address: str, fields: dict[str, str]) -> Answer:
        """Send a form as the browser does that got it here."""
        token = "a" * CSRF_SECRET_LENGTH
        sent = RequestFactory().post(address, {**fields, "csrfmiddlewaretoken": token})
        return self._ask(self._site, sent, {"HTTP_COOKIE": f"csrftoken={token}"})

    def made_anew(self, address: str, **headers) -> Answer:
        """Return what the site makes now, past the cache."""
        asked = {f"HTTP_{name}": value for name, value in headers.items()}
        return self._ask(self._inner, RequestFactory().get(address), asked)

    def _ask(self, app, sent: HttpRequest, headers: dict) -> Answer:
        environ = sent.environ | {"HTTP_HOST": "localhost", "HTTP_COOKIE": "", **headers}
        said = []
        before = self._made
        with self._connections():
            parts = app(environ, lambda *args: said.extend(args))
            body = b"".join(parts)
            if hasattr(parts, "close"):
                parts.close()
        return Answer(int(said[0][:3]), dict(said[1]), body, self._made > before)
