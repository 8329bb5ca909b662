"""Each address says who may keep what is sent: everybody, and for how long, or nobody."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from qa.delivery.addresses import addresses_of
from site_core.foundation import shown
from tests.contracts.test_get_changes_nothing import (  # noqa: F401 - two of them are fixtures
    addresses,
    arguments,
    everybody,
)
from tests.factories import QAPageFactory

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
