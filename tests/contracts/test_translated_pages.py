"""A translated page has a tree, a discussion, mails and lists of its own, all in its language."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from home.models import HomePage
from qa.comments.models import CommentCount, ConsentStatement
from qa.comments.news import news_letter
from qa.comments.threads import ThreadPage
from qa.models import QAPage
from qa.notifications.rendering import message_of
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    FollowingFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
    comment_form,
    translation,
)
from tests.qa.search.searching import build_index

pytestmark = pytest.mark.django_db

MORE_FOR_A_TRANSLATION = 4  # queries: the home page to route and to show, the expert, the switcher


@pytest.fixture
def english() -> QAPage:
    expert = ExpertPageFactory(title="Dr Grace", user=UserFactory())
    return QAPageFactory(title="Can it heal?", topics=[TopicFactory()], expert=expert)


@pytest.fixture
def german(english) -> QAPage:
    return translation(english, title="Kann das heilen?", slug="heilen", comment_policy="open")


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def said_on(response) -> str:
    return " ".join(strip_tags(response.text).split())


def test_the_preview_of_a_draft_is_in_its_language(german) -> None:
    german.unpublish()
    assert '<html lang="de">' in german.make_preview_request().render().text


def test_the_form_of_a_german_page_is_german_its_errors_included(client, german) -> None:
    form = said_on(client.get(f"{german.url}comment/"))
    for words in ("Ihre E-Mail-Adresse", "Mit dem Absenden stimmen Sie zu", "Kommentar absenden"):
        assert words in form
    errors = said_on(client.post(f"{german.url}comment/", comment_form(text="")))
    assert "Schreiben Sie Ihren Kommentar." in errors


def test_what_was_agreed_to_is_kept_in_the_words_that_were_shown(client, german) -> None:
    client.post(f"{german.url}comment/", comment_form())
    assert ConsentStatement.objects.get().text.startswith("Mit dem Absenden")


def test_receipt_and_mail_speak_the_language_of_the_page(client, german, deliver_mail) -> None:
    response = client.post(
        f"{german.url}comment/", comment_form(email="ada@example.org"), follow=True
    )
    assert '<html lang="de">' in response.text
    assert "Gespeichert." in said_on(response)
    assert 'class="brand" href="/de/"' in response.text
    (mail,) = deliver_mail()
    assert mail.subject == "Bitte bestätigen Sie Ihren Kommentar zu „Kann das heilen?“"
    assert "Jemand, vermutlich Sie, hat einen Kommentar" in " ".join(mail.body.split())
    assert '<html lang="de">' in mail.alternatives[0].content


def test_followers_are_told_in_the_language_of_the_page(german) -> None:
    following = FollowingFactory(page=german)
    CommentFactory(page=german)
    letter = news_letter(following_id=following.pk)
    assert letter.subject == "Ein neuer Kommentar zu „Kann das heilen?“"
    assert "Die Diskussion lesen:" in message_of(letter, identity="a").body


def test_the_home_page_in_each_language_shows_its_own_pages_only(client, english, german) -> None:
    for page in (english, german):
        CommentFactory(page=page, text=f"Said on {page.slug}.")
    for mine, other in ((english, german), (german, english)):
        home = mine.get_ancestors().type(HomePage).get()
        html = client.get(home.url).text
        assert mine.title in html
        assert f"Said on {mine.slug}." in html
        assert other.title not in html
        assert f"Said on {other.slug}." not in html


def test_lists_and_feeds_hold_pages_of_one_language(client, english, german) -> None:
    QAPageFactory(title="Another one", topics=english.topics.all())
    CommentFactory(page=english, text="English words.")
    CommentFactory(page=german, text="Deutsche Worte.")
    section = german.get_parent()
    listed = soup_of(client.get(section.url)).select(".card__title")
    assert [title.text for title in listed] == ["Kann das heilen?"]
    assert "Another one" not in client.get(german.url).text
    feed = client.get("/de/comments/feed/").text
    assert "Deutsche Worte." in feed
    assert "English words." not in feed
    assert "Deutsche Worte." not in client.get("/comments/feed/").text


def test_numbers_are_grouped_as_the_language_does(client, english, german, monkeypatch) -> None:
    monkeypatch.setattr(ThreadPage, "total", 1234)
    for page, words in ((english, "1,234 comments"), (german, "1.234 Kommentare")):
        assert words in soup_of(client.get(page.url)).select_one(".facts").text


def test_numbers_on_lists_are_grouped_as_the_language_does(client, english, german) -> None:
    for page, words in ((english, "1,234 comments"), (german, "1.234 Kommentare")):
        CommentCount.objects.update_or_create(page_id=page.pk, defaults={"public": 1234})
        assert words in said_on(client.get(f"{page.get_parent().url}?sort=discussed"))


def test_the_map_of_the_site_holds_every_language(client, german) -> None:
    assert german.full_url in client.get("/sitemap.xml").text


def test_an_expert_stands_behind_the_profile_in_each_language(client, english, german) -> None:
    profile = translation(english.expert, title="Dr. Grace")
    assert profile.user is None
    assert f'rel="author" href="{profile.url}"' in client.get(german.url).text
    page = client.get(profile.url).text
    assert german.title in page
    assert english.title not in page


def test_a_hidden_site_hides_its_discussions_in_every_language(client, german) -> None:
    CommentFactory(page=german, text="Deutsche Worte.")
    german.comment_policy = ""
    german.save()
    CommentSettingsFactory(comment_policy="hidden")
    assert "Deutsche Worte." not in client.get("/de/comments/feed/").text


def test_other_languages_cost_a_page_nothing_until_it_is_translated(client, english) -> None:
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    alone = queries(english.url)
    german = translation(english, title="Kann das heilen?", slug="heilen")
    assert queries(english.url) <= alone + 1
    assert queries(german.url) <= alone + MORE_FOR_A_TRANSLATION


def test_a_search_finds_what_is_in_the_language_of_its_address(client, english, german) -> None:
    CommentFactory(page=english, text="Nerven in English.")
    CommentFactory(page=german, text="Nerven auf Deutsch.")
    build_index()
    found = {at: said_on(client.get(f"{at}/search/?q=Nerven")) for at in ("", "/de")}
    assert "in English" in found[""]
    assert "auf Deutsch" not in found[""]
    assert "auf Deutsch" in found["/de"]
    assert "in English" not in found["/de"]
    for prefix, own, other in (("", english, german), ("/de", german, english)):
        addresses = [
            link["href"]
            for link in soup_of(client.get(f"{prefix}/search/", {"q": own.title})).select("main a")
        ]
        assert own.url in addresses
        assert other.url not in addresses
