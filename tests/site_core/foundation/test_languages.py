"""The language of a page comes from its address; everything around the page follows it."""

import re

import pytest
from django.utils import translation as active
from wagtail.models import Locale

from site_core.foundation.languages import language_of, translated
from tests.factories import QAPageFactory, translation

pytestmark = pytest.mark.django_db

ELSEWHERE = {"HTTP_ACCEPT_LANGUAGE": "de", "HTTP_COOKIE": "django_language=de"}


@pytest.fixture
def german():
    return translation(QAPageFactory(title="Can it heal?"), title="Kann das heilen?", slug="heilen")


def test_a_german_page_stands_below_its_prefix(client, german) -> None:
    assert german.url == "/de/ask-our-experts/heilen/"
    assert "Kann das heilen?" in client.get(german.url).text


def test_a_german_page_is_german_in_all_that_stands_around_it(client, german) -> None:
    html = client.get(german.url).text
    assert '<html lang="de">' in html
    assert '<time datetime="2024-05-06">6. Mai 2024</time>' in html
    for words in ("Beantwortet von", "Kommentar schreiben", "Zum Inhalt springen", "Startseite"):
        assert words in html
    for words in ("Answered by", "Add a comment", "It does not replace", "Home<"):
        assert words not in html
    assert 'class="brand" href="/de/"' in html


def test_neither_headers_nor_cookies_choose_the_language(client, german) -> None:
    english = german.get_translations().get()
    response = client.get(english.url, **ELSEWHERE)
    assert '<html lang="en-gb">' in response.text
    for word in ("Accept-Language", "Cookie"):
        assert word not in response.headers.get("Vary", "")


def test_a_language_without_pages_has_no_address(client) -> None:
    page = QAPageFactory()
    assert client.get(f"/de{page.url}").status_code == 404
    Locale.objects.create(language_code="de")
    assert client.get(f"/de{page.url}").status_code == 404


def test_the_prefix_of_the_default_language_is_no_second_address(client) -> None:
    assert client.get(f"/en-gb{QAPageFactory().url}").status_code == 404


def test_a_translation_that_is_not_published_is_not_shown(client, german) -> None:
    german.unpublish()
    assert client.get(german.url).status_code == 410
    assert "hreflang" not in client.get(german.get_translations().get().url).text


def test_a_page_names_its_translations_to_search_engines_and_readers(client, german) -> None:
    english = german.get_translations().get()
    for page in (english, german):
        html = client.get(page.url).text
        head, body = html.split("</head>")
        named = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head)
        assert named == [("en-gb", english.full_url), ("de", german.full_url)]
        assert f'href="{german.full_url}" hreflang="de" lang="de"' in body


def test_parts_of_a_page_are_not_called_translations_of_the_whole(client, german) -> None:
    html = client.get(f"{german.url}comments/oldest/").text
    assert 'rel="alternate" hreflang' not in html
    assert 'hreflang="en-gb"' in html


@pytest.mark.parametrize("address", ["/de", "/de//", "/de/%00/", "/de/..%2f/", "/DE/", "/de-at/"])
def test_odd_addresses_below_a_language_do_no_harm(client, german, address: str) -> None:
    assert client.get(address).status_code in {301, 302, 400, 404}


def test_a_page_without_a_known_locale_counts_as_one_in_the_language_of_the_site() -> None:
    assert language_of(QAPageFactory.build(parent=None, expert=None, locale_id=10**9)) == "en-gb"


def test_defaults_are_translated_and_what_editors_wrote_is_not() -> None:
    with active.override("de"):
        assert translated("It advertises something.") == "Er wirbt für etwas."
        assert translated("Ring us on Mondays.") == "Ring us on Mondays."
        assert translated("") == ""
