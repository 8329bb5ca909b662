"""Each address says who may keep what is sent: everybody, and for how long, or nobody."""

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.regex_helper import normalize
from wagtail.documents.models import Document

from qa.delivery.addresses import addresses_of
from site_core.foundation import shown
from site_core.operations.probes import PROBES
from tests.contracts.test_get_changes_nothing import (  # noqa: F401 - two of them are fixtures
    addresses,
    arguments,
    everybody,
)
from tests.factories import ImageFactory, QAPageFactory
from tests.factories.languages import translation

pytestmark = pytest.mark.django_db

KEPT = r"public, max-age=0, s-maxage=10, stale-while-revalidate=10, stale-if-error=86400"
ASKED_EACH_TIME = r"public, max-age=0, s-maxage=0, stale-while-revalidate=0, stale-if-error=0"
NOBODY = r"no-store, private"
SECTION = r"/ask-our-experts/"
ANSWER = rf"{SECTION}[a-z0-9-]+/"
# Addresses, and what they say; none of them has a table entry twice.
TABLE = {
    r"/": KEPT,
    SECTION: KEPT,
    rf"{SECTION}a-z/([a-z]/)?": KEPT,
    rf"{SECTION}topics/[a-z]+/": ASKED_EACH_TIME,
    rf"{SECTION}feed/": KEPT,
    rf"{SECTION}topics/[a-z]+/feed/": ASKED_EACH_TIME,
    r"/(comments/)?feed/": KEPT,
    rf"{SECTION}(?!feed/|a-z/)[a-z0-9-]+/": KEPT,
    rf"{ANSWER}feed/": KEPT,
    rf"{ANSWER}index\.md": KEPT,
    rf"{ANSWER}card\.png": ASKED_EACH_TIME,
    rf"{ANSWER}comments/oldest/": ASKED_EACH_TIME,
    rf"{ANSWER}comments/thread/\d+/(1/)?": ASKED_EACH_TIME,
    r"/experts/[a-z0-9-]+/": KEPT,
    r"/(sitemap\.xml|robots\.txt|llms\.txt|saved/)": KEPT,
    r"/api/v1/.*": ASKED_EACH_TIME,
    # Forms, receipts, what is found, what leads elsewhere or nowhere.
    rf"{ANSWER}(comment|same-question|helpful)/": NOBODY,
    rf"{ANSWER}comments/c\d+/(report/)?": NOBODY,
    rf"{ANSWER}comments/(oldest/)?1/": NOBODY,
    r"/experts/[a-z0-9-]+/contact/(sent/)?": NOBODY,
    r"/comments/(?!feed/).*": NOBODY,
    r"/search/.*": NOBODY,
    r"/oembed/": NOBODY,  # nothing is asked here
    r"/styleguide/": NOBODY,
    r"/account/.*": r".*\bno-store\b.*",
    r"/media/.*": NOBODY,  # there is no such picture
    r"/admin/.*": r".*\bno-store\b.*",
}


def test_each_address_says_who_may_keep_it(arguments, subtests):  # noqa: F811
    for address in dict.fromkeys(["/", *addresses(arguments)]):
        with subtests.test(address=address):
            wanted = [said for known, said in TABLE.items() if re.fullmatch(known, address)]
            assert len(wanted) == 1, "one line of the table must be about it"
            response = Client().get(address)  # without the cookies of the address before
            expected = wanted[0] if response.status_code < 400 else NOBODY
            assert re.fullmatch(expected, response["Cache-Control"])
            if response["Cache-Control"].startswith("public"):
                assert not response.cookies
                assert "cookie" not in response.get("Vary", "").lower()


def test_whatever_caches_in_front_may_keep_they_can_be_told_of(arguments):  # noqa: F811
    asked = dict.fromkeys(["/", *addresses(arguments)])
    kept = {one for one in asked if Client().get(one)["Cache-Control"] == KEPT}
    told = {urlsplit(address).path for address in addresses_of({shown.SITE})}

    assert len(kept) > 10
    assert sorted(kept - told) == []


@pytest.mark.parametrize("query", ["page=1", "sort=discussed", "topic=nerves", "utm_source=mail"])
def test_address_with_a_query_is_asked_for_each_time(client, query):
    answer = QAPageFactory()

    for address in ("/", SECTION, answer.url, f"{answer.url}feed/"):
        assert client.get(f"{address}?{query}")["Cache-Control"] == ASKED_EACH_TIME


def test_nothing_is_kept_of_what_a_member_of_staff_is_sent(arguments, everybody, subtests):  # noqa: F811
    staff = Client()
    staff.force_login(everybody["admin"])
    for address in dict.fromkeys(["/", "/admin/", *addresses(arguments)]):
        with subtests.test(address=address):
            assert "no-store" in staff.get(address)["Cache-Control"]


def test_form_that_was_sent_lets_its_sender_past_every_copy(client):
    answer = QAPageFactory()

    sent = client.post(f"{answer.url}same-question/")

    assert sent.cookies["just_wrote"]["httponly"]
    assert sent["Cache-Control"] == NOBODY


def test_private_page_asks_for_its_password_in_private(client):
    answer = QAPageFactory(private=True)

    assert "no-store" in client.get(answer.url)["Cache-Control"]


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/ask-our-experts/a-z/z/", "/api/v1/answers/?page=99"]
)
def test_error_is_kept_by_nobody(client, address):
    QAPageFactory()
    response = client.get(address)

    assert (response.status_code, response["Cache-Control"]) == (404, NOBODY)


FITTING = ("1", "a", "a/b", "a/", "a.png", str(uuid4()))  # for whatever an address takes


def spelled(pattern) -> list[str]:
    """Return a part of an address in each way that *pattern* may be written."""
    if isinstance(pattern, LocalePrefixPattern):
        return ["", "de/"]
    return [filled(pattern, way, names) for way, names in normalize(pattern.regex.pattern)]


def filled(pattern, way: str, names: list[str]) -> str:
    for given in product(FITTING, repeat=len(names)):
        part = way % dict(zip(names, given, strict=True))
        if pattern.match(part):
            return part
    raise AssertionError(f"Nothing fits {pattern}: FITTING needs another value")


def every_address(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield an address for every pattern below *resolver*, ours and others', named or not."""
    for entry in resolver.url_patterns:
        for part in spelled(entry.pattern):
            if isinstance(entry, URLResolver):
                yield from every_address(entry, before + part)
            else:
                yield before + part


@pytest.fixture
def files(settings, tmp_path: Path) -> Iterator[list[str]]:
    """Return the address of a picture, of a size of it, of a document and of a script."""
    settings.MEDIA_ROOT = tmp_path
    picture = ImageFactory()
    document = Document.objects.create(title="D", file=ContentFile(b"%PDF-1.7", name="d.pdf"))
    script = settings.STATIC_ROOT / "kept.js"
    script.write_text("1")
    size = picture.get_rendition("width-9")
    yield [picture.file.url, size.url, document.url, "/static/kept.js"]
    script.unlink()


def says_who_may_keep(response) -> bool:
    said = set(re.split(r",\s*", response.get("Cache-Control", "")))
    for_all = "public" in said and any(one.startswith("max-age=") for one in said)
    return ("no-store" in said) != (for_all and not response.cookies)


def test_whatever_a_stranger_asks_for_says_who_may_keep_it(files):
    answer = QAPageFactory()
    pages = [answer.url, translation(answer).url]
    asked = dict.fromkeys([*PROBES, *files, *pages, *every_address(get_resolver())])
    assert len(asked) > 300
    assert {"/admin/pages/1/edit/", "/de/search/", "/documents/1/1"} <= asked.keys()
    unsaid, stranger = {}, Client()
    for address in asked:
        stranger.cookies.clear()
        response = stranger.get(address)
        b"".join(response)  # a file stays open otherwise
        assert response.status_code < 500, address
        if not says_who_may_keep(response):
            unsaid[address] = response.get("Cache-Control")
    assert unsaid == {}
