"""What the head of a page says where it is found and shared."""

import pytest
from wagtail.models import Site

from qa.comments import threads
from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    ImageFactory,
    QAPageFactory,
    TopicFactory,
)

from .reading import link, metas, read

pytestmark = pytest.mark.django_db


def test_an_answer_says_who_wrote_it_when_and_on_what(client) -> None:
    page = QAPageFactory(search_description="In short.", topics=[TopicFactory(name="Nerves")])
    said = metas(client, page.url)
    assert said["og:type"] == "article"
    assert said["og:title"] == page.title
    assert said["og:url"] == page.full_url
    assert said["og:locale"] == "en_GB"
    assert said["og:description"] == said["description"] == "In short."
    assert said["article:author"] == page.expert.full_url
    assert said["article:modified_time"] == said["article:published_time"] == "2024-05-06"
    assert said["article:tag"] == "Nerves"
    assert said["twitter:card"] == "summary_large_image"


def test_the_first_words_stand_in_for_a_description(client) -> None:
    page = QAPageFactory(introduction="<p>One <b>two</b> " + "three " * 60 + "</p>")
    said = metas(client, page.url)["description"]
    assert said.startswith("One two three")
    assert said.endswith("three…")
    assert len(said) <= 200


def test_an_answer_is_shared_with_its_card(client) -> None:
    page = QAPageFactory(title="Why?")
    said = metas(client, page.url)
    assert said["og:image"].startswith(f"{page.full_url}card.png?v=")
    assert "Why?" in said["og:image:alt"]


def test_the_pictures_of_the_editors_come_first(client) -> None:
    site = Site.objects.get()
    settings = SiteSettings.for_site(site)
    settings.social_image = ImageFactory(title="Site")
    settings.save()
    page = QAPageFactory(social_image=ImageFactory(title="Own"))
    assert metas(client, page.url)["og:image:alt"] == "Own"
    assert "card.png" in metas(client, QAPageFactory().url)["og:image"]
    said = metas(client, "/")
    assert said["og:image:alt"] == "Site"
    assert said["og:image"].startswith("http://localhost/media/")


def test_the_address_of_the_card_changes_with_the_title(client) -> None:
    page = QAPageFactory()
    before = metas(client, page.url)["og:image"]
    page.title = "Another title"
    page.save()
    assert metas(client, page.url)["og:image"] != before


def test_each_page_of_a_list_stands_for_itself_between_its_neighbours(client) -> None:
    topic = TopicFactory(slug="nerves")
    pages = [QAPageFactory(topics=[topic]) for _ in range(25)]
    address = f"{pages[0].get_parent().full_url}topics/nerves/"
    path = f"{pages[0].get_parent().url}topics/nerves/?page=2"
    assert link(client, path, "canonical") == f"{address}?page=2"
    assert link(client, path, "prev") == address
    assert link(client, path, "next") == f"{address}?page=3"


def test_each_page_of_a_discussion_stands_for_itself(client, monkeypatch) -> None:
    monkeypatch.setattr(threads, "ROOTS_A_PAGE", 1)
    page = QAPageFactory()
    for _ in range(3):
        CommentFactory(page=page)
    assert link(client, page.url, "canonical") == page.full_url
    assert link(client, page.url, "prev") is None
    assert link(client, page.url, "next") == f"{page.full_url}comments/2/"
    second = f"{page.url}comments/2/"
    assert link(client, second, "canonical") == f"{page.full_url}comments/2/"
    assert link(client, second, "prev") == page.full_url
    oldest = f"{page.full_url}comments/oldest/"
    assert link(client, f"{page.url}comments/oldest/2/", "canonical") == f"{oldest}2/"
    assert link(client, f"{page.url}comments/oldest/2/", "prev") == oldest


def test_a_part_of_a_discussion_is_no_article(client) -> None:
    page = QAPageFactory()
    root = CommentFactory(page=page)
    said = metas(client, f"{page.url}comments/thread/{root.pk}/")
    assert said["og:type"] == "website"
    assert said["og:url"] == f"{page.full_url}comments/thread/{root.pk}/"


def test_later_replies_of_an_expert_have_an_address_of_their_own(client) -> None:
    expert = ExpertPageFactory()
    root = CommentFactory()
    for _ in range(11):
        CommentFactory(reply_to=root, expert=expert)
    address = link(client, f"{expert.url}?replies=2", "canonical")
    assert address == f"{expert.full_url}?replies=2"


def test_an_alias_names_the_page_it_shows(client) -> None:
    page = QAPageFactory()
    alias = page.create_alias(update_slug="again")
    assert link(client, alias.url, "canonical") == page.full_url


def test_the_other_forms_of_an_answer_are_found_from_its_head(client) -> None:
    page = QAPageFactory()
    found = read(client, page.url).head.find_all("link", rel="alternate")
    by_type = {one["type"]: one["href"] for one in reversed(found)}
    assert by_type["text/markdown"] == f"{page.full_url}index.md"
    assert by_type["application/atom+xml"] == f"{page.full_url}feed/"
    for kind in ("application/json+oembed", "text/xml+oembed", "text/markdown"):
        assert client.get(by_type[kind]).status_code == 200


def test_the_feeds_of_a_topic_and_of_the_site_are_found_there(client) -> None:
    page = QAPageFactory(topics=[TopicFactory(slug="nerves")])
    topic = f"{page.get_parent().url}topics/nerves/"
    found = read(client, topic).head.find_all("link", type="application/atom+xml")
    root = "http://localhost"
    assert [one["href"] for one in found] == [
        f"{root}{topic}feed/",
        f"{root}/feed/",
        f"{root}/comments/feed/",
    ]
