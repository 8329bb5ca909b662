"""One kept page: what is sent of it, and to whom it need not be sent again."""

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b

import brotli
from django.utils import timezone

from site_core.foundation.headers import kept_at_most

from .clock import Moment

Headers = list[tuple[str, str]]

GZIP_LEVEL = 6
A_SECOND = timedelta(seconds=1)
BROTLI_QUALITY = 5  # beyond, it takes longer than making the page
SMALLEST = 200  # bytes; what is shorter grows when it is compressed
COMPRESSIBLE = ("text/", "application/json", "application/xml", "application/atom+xml")
_PACKED = {
    "br": lambda body: brotli.compress(body, quality=BROTLI_QUALITY),
    "gzip": lambda body: gzip.compress(body, GZIP_LEVEL, mtime=0),
}
ENCODINGS = tuple(_PACKED)  # the smaller one first
# What is said anew for each answer.
_NOT_KEPT = {"content-length", "etag", "last-modified", "x-request-id"}
_NO_WEIGHT = re.compile(r"q=0(\.0*)?")
_SENT_WITH_304 = {"cache-control", "content-location", "vary", "etag", "last-modified"}


@dataclass(frozen=True, eq=False)
class Entry:
    """A page in each encoding, with the headers it is sent with."""

    made_at: Moment
    names: tuple[str, ...]  # what stands on it, as site_core.foundation.shown names it
    until: datetime | None  # when it is over by itself
    changed_at: datetime  # when its bytes were first these
    digest: str
    headers: Headers
    bodies: dict[str, bytes]  # by Content-Encoding; "" is the page itself
    sent: dict[str, Headers] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(map(len, self.bodies.values())) + 2_000

    def seconds_left(self) -> int:
        """Return how long it holds at most."""
        return max(0, int((self.until - timezone.now()).total_seconds()))

    def etag(self, encoding: str) -> str:
        """Return a strong validator: other bytes have another one (RFC 9110, 8.8.3)."""
        return f'"{self.digest}-{encoding}"' if encoding else f'"{self.digest}"'

    def headers_for(self, encoding: str) -> Headers:
        """Return all headers of the answer in one encoding."""
        if encoding not in self.sent:
            own = [("Content-Encoding", encoding)] if encoding else []
            self.sent[encoding] = [
                *self.headers,
                ("ETag", self.etag(encoding)),
                ("Last-Modified", format_datetime(self.changed_at, usegmt=True)),
                ("Content-Length", str(len(self.bodies[encoding]))),
                *own,
            ]
        return self.sent[encoding]

    def is_known_to(self, environ: dict, encoding: str) -> bool:
        """Return whether a reader has these very bytes (RFC 9110, 13.2.2)."""
        known = environ.get("HTTP_IF_NONE_MATCH")
        if known is not None:
            tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
            return "*" in tags or self.etag(encoding) in tags
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return since is not None and self.changed_at <= _moment_of(since)


def make_entry(
    *,
    headers: Headers,
    body: bytes,
    made_at: Moment,
    names: Iterable[str],
    until: datetime | None = None,
    before: Entry | None = None,
    encodings: Iterable[str] = ENCODINGS,
) -> Entry:
    """Return the entry of a page that was just made.

    :param before: the one it takes the place of: what has not changed keeps its date
    :param encodings: fewer than all for an entry that is sent once
    """
    kept = [(name, value) for name, value in headers if name.lower() not in _NOT_KEPT]
    kind = next((value for name, value in kept if name.lower() == "content-type"), "")
    digest = blake2b(body, digest_size=12).hexdigest()
    bodies = {"": body}
    if len(body) >= SMALLEST and kind.startswith(COMPRESSIBLE):
        bodies |= {encoding: _PACKED[encoding](body) for encoding in encodings}
        if not any(name.lower() == "vary" for name, _value in kept):
            kept.append(("Vary", "Accept-Encoding"))
    return Entry(
        made_at=made_at,
        names=tuple(names),
        until=until,
        changed_at=_changed_at(digest, before),
        digest=digest,
        headers=kept,
        bodies=bodies,
    )


def _changed_at(digest: str, before: Entry | None) -> datetime:
    now = datetime.now(UTC).replace(microsecond=0)
    if before is None:
        return now
    # Two versions of one second must not pass for each other.
    return before.changed_at if before.digest == digest else max(now, before.changed_at + A_SECOND)


def answer(
    entry: Entry, environ: dict, start_response, *, at_most: int | None = None
) -> list[bytes]:
    """Send *entry* as WSGI does: compressed as asked, 304 to whoever has it, no body for HEAD.

    :param at_most: seconds for which caches in front may keep it; None for as long as it holds
    """
    accepted = encodings_of(environ.get("HTTP_ACCEPT_ENCODING", ""))
    encoding = next((name for name in accepted if name in entry.bodies), "")
    headers = entry.headers_for(encoding)
    if entry.until is not None and at_most is None:
        at_most = entry.seconds_left()
    if at_most is not None:
        headers = _kept_at_most(at_most, headers)
    if entry.is_known_to(environ, encoding):
        shown = [(name, value) for name, value in headers if name.lower() in _SENT_WITH_304]
        start_response("304 Not Modified", shown)
        return []
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [entry.bodies[encoding]]


def _kept_at_most(seconds: int, headers: Headers) -> Headers:
    return [
        (name, kept_at_most(seconds, value) if name.lower() == "cache-control" else value)
        for name, value in headers
    ]


@lru_cache(maxsize=256)
def encodings_of(accepted: str) -> tuple[str, ...]:
    """Return which of our encodings a client takes, the smaller one first (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        weights[name.strip()] = not _NO_WEIGHT.fullmatch(parameter.replace(" ", ""))
    any_other = weights.get("*", False)
    return tuple(name for name in ENCODINGS if weights.get(name, any_other))


def _moment_of(date: str) -> datetime:
    """Return the time that a header says; one that says none is long over."""
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError):
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
