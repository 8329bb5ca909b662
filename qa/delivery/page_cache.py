"""Answers with a kept copy of the page before anything else of the site is asked.

Stands around the whole of Django, in wsgi.py: a reader who only reads costs next to nothing. What
may be kept says so itself (``keep_publicly`` in ``site_core/foundation/headers.py``); all else
passes through.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from site_core.foundation import shown
from site_core.foundation.headers import is_public
from site_core.foundation.kept import kept_by
from site_core.foundation.metrics import page_cache_answers

from .clock import Moment
from .entry import ENCODINGS, Entry, Headers, answer, encodings_of, make_entry
from .middleware import JUST_WROTE
from .pieces import Pieces
from .shelf import KEPT, Shelf, key_for, names_to_keep, shelf

# What addresses of public pages may ask for; with anything else in it, an address is not kept.
KNOWN_QUERIES = {
    "page",
    "page_size",
    "topic",
    "expert",
    "year",
    "sort",
    "specialism",
    "replies",
    "p",
}
LONGEST_WAIT = 2.0  # seconds for somebody else to make a page that has no copy yet
PAUSE = 0.02  # seconds
# Seconds. Whoever asks for one after the other could fill any cache, and pieces of each are kept.
KEPT_ON_A_QUERY = 60
UNKNOWN = Moment(0, 0)  # when the clock does not answer
MOST_PRIVATE = 10_000  # addresses remembered for not being the same for everybody
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
_NEVER_KEPT = (
    settings.STATIC_URL,
    settings.MEDIA_URL,
    "/admin/",
    "/documents/",
    "/healthz",
    "/readyz",
)
_hits, _stale, _misses, _bypassed = (
    page_cache_answers.labels(result) for result in ("hit", "stale", "miss", "bypass")
)

WSGIApp = Callable[[dict, Callable], Iterable[bytes]]


class PageCache:
    """A WSGI application around another one."""

    def __init__(self, app: WSGIApp, kept: Shelf = shelf) -> None:
        self._app = app
        self._shelf = kept
        self._private: dict[str, None] = {}  # addresses; a dict knows the oldest

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        if not _may_be_public(environ):
            return self._pass_on(environ, start_response)
        key = key_of(environ)
        if key is None:
            return self._make(environ, start_response)
        entry, is_good = self._shelf.find(key)
        if is_good:
            _hits.inc()
            return answer(entry, environ, start_response)
        if key in self._private:
            return self._make(environ, start_response, key)
        return self._renew(key, entry, environ, start_response)

    def _pass_on(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        """Have an answer made that is nobody else's; who has no session is shown what all are."""
        if not _is_from_anybody(environ):
            return self._app(environ, start_response)
        with shown.recording(), self._keeping_pieces(environ, self._shelf.now()):
            return self._app(environ, start_response)

    @contextmanager
    def _keeping_pieces(self, environ: dict, began: Moment | None) -> Iterator[None]:
        if began is None:
            yield
            return
        pieces = Pieces(self._shelf, _place_of(environ), began)
        with kept_by(pieces):
            yield
        pieces.share()

    def _renew(
        self, key: str, stale: Entry | None, environ: dict, start_response: Callable
    ) -> Iterable[bytes]:
        """Make the page, unless somebody else does just now: the copy before is sent then.

        Not to those who have just written something, who look for exactly what it lacks.
        """
        with self._shelf.building(key) as mine:
            if mine or _has_cookie(environ, JUST_WROTE):
                return self._make(environ, start_response, key, stale)
        if stale is not None:
            _stale.inc()
            # Caches in front may have been told of the change already.
            return answer(stale, environ, start_response, at_most=0)
        entry = self._wait_for(key)
        if entry is not None:
            _hits.inc()
            return answer(entry, environ, start_response)
        return self._make(environ, start_response, key)

    def _wait_for(self, key: str) -> Entry | None:
        """Return what somebody else makes; None if that is not for everybody, or never ends."""
        until = time.monotonic() + LONGEST_WAIT
        while time.monotonic() < until and self._shelf.is_built(key):
            time.sleep(PAUSE)
        entry, is_good = self._shelf.find(key)
        return entry if is_good else None

    def _make(
        self,
        asked: dict,
        start_response: Callable,
        key: str | None = None,
        stale: Entry | None = None,
    ) -> Iterable[bytes]:
        """Have the page made, and keep it if it may be kept."""
        began = self._shelf.now()
        said: list = []
        # What is asked is whether the copy to come is known, not what it is made from.
        environ = {name: value for name, value in asked.items() if name not in _CONDITIONS}
        with shown.recording() as seen, self._keeping_pieces(asked, began):
            parts = self._app(environ, lambda *status_and_headers: said.extend(status_and_headers))
            status, headers = said[:2]
            if not _is_public_page(status, headers):
                self._do_not_keep(key, status)
                start_response(*said)
                return parts
            body = _whole(parts)
        is_kept = key is not None and began is not None and asked["REQUEST_METHOD"] == "GET"
        accepted = encodings_of(asked.get("HTTP_ACCEPT_ENCODING", ""))
        entry = make_entry(
            headers=headers,
            body=body,
            made_at=began or UNKNOWN,
            names=names_to_keep(seen.names),
            until=seen.until,
            before=stale,
            encodings=ENCODINGS if is_kept else accepted[:1],
        )
        (_bypassed if key is None or began is None else _misses).inc()
        if is_kept:
            self._private.pop(key, None)
            self._shelf.keep(key, entry, KEPT_ON_A_QUERY if asked.get("QUERY_STRING") else KEPT)
        return answer(entry, asked, start_response, at_most=self._may_be_kept_in_front(entry))

    def _may_be_kept_in_front(self, entry: Entry) -> int | None:
        """Return for how many seconds a page may be that was just made, None for as ever.

        What tells caches in front of a change that happened meanwhile may pass before the page.
        """
        if entry.made_at == UNKNOWN:
            return settings.KEPT_UNTOLD
        return None if self._shelf.holds(entry) else 0

    def _do_not_keep(self, key: str | None, status: str) -> None:
        """Drop the copy of what is not there for everybody any longer, and do not wait for one."""
        if key is None or status.startswith("5"):
            return
        self._shelf.drop(key)
        self._private[key] = None
        if len(self._private) > MOST_PRIVATE:
            self._private.pop(next(iter(self._private)), None)


def key_of(environ: dict) -> str | None:
    """Return the name of the copy that may answer a request, None if none may.

    Only what the answer depends on is in it: scheme, host, path, and the parts of the query that
    pages know.
    """
    query = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if any(name not in KNOWN_QUERIES for name, _value in query):
        return None
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return key_for(*_place_of(environ), path, urlencode(query))


def _place_of(environ: dict) -> tuple[str, str, str]:
    """Return which site is asked: its release, scheme and host."""
    scheme = environ.get("wsgi.url_scheme", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        scheme = environ.get(settings.SECURE_PROXY_SSL_HEADER[0], scheme)
    return settings.RELEASE, scheme, environ.get("HTTP_HOST", "")


def _may_be_public(environ: dict) -> bool:
    """Whether a request could have the same answer as anybody else's."""
    return environ["REQUEST_METHOD"] in {"GET", "HEAD"} and _is_from_anybody(environ)


def _is_from_anybody(environ: dict) -> bool:
    """Whether a request is for a page, and says nothing of who sent it."""
    is_page = not environ.get("PATH_INFO", "").startswith(_NEVER_KEPT)
    return is_page and not _has_cookie(environ, settings.SESSION_COOKIE_NAME)


def _has_cookie(environ: dict, name: str) -> bool:
    cookies = environ.get("HTTP_COOKIE", "")
    return name in cookies  # a cookie too many that looks like it only costs time


def _is_public_page(status: str, headers: Headers) -> bool:
    control = next((value for name, value in headers if name.lower() == "cache-control"), "")
    return status.startswith("200") and is_public(control)


def _whole(parts: Iterable[bytes]) -> bytes:
    try:
        return b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
