"""The map of the site, and what programs may visit."""

from contextlib import closing
from datetime import timedelta
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from qa.syndication.sitemap import PageSitemap
from tests.factories import ImageFactory, QAIndexPageFactory, QAPageFactory, TopicFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

NAMESPACE = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
}


def mapped(client) -> list[str]:
    response = client.get("/sitemap.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return [
        found.text for found in ET.fromstring(response.content).findall(".//map:loc", NAMESPACE)
    ]


def test_every_page_is_on_the_map_once(client) -> None:
    answer = QAPageFactory()
    found = mapped(client)
    assert found.count(answer.full_url) == 1
    assert answer.get_parent().full_url in found


def test_the_lists_of_a_section_are_on_the_map(client) -> None:
    read, hidden = TopicFactory(name="Nerves"), TopicFactory(name="Hearing")
    answer = QAPageFactory(topics=[read])
    QAPageFactory(topics=[hidden], live=False)
    address = answer.get_parent().full_url
    lists = {found.removeprefix(address) for found in mapped(client) if found.startswith(address)}
    assert lists == {"", f"{answer.slug}/", "topics/nerves/", "a-z/"}


def test_an_empty_section_has_no_lists_on_the_map(client) -> None:
    section = QAIndexPageFactory()
    assert [found for found in mapped(client) if found.startswith(section.full_url)] == [
        section.full_url
    ]


def hidden_draft():
    return QAPageFactory(live=False)


def hidden_private():
    page = QAPageFactory()
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    return page


def hidden_below_private():
    section = QAIndexPageFactory()
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    return QAPageFactory(parent=section)


def hidden_expired():
    return QAPageFactory(expire_at=timezone.now() - timedelta(minutes=1))


def hidden_alias():
    return QAPageFactory().create_alias(update_slug="again")


@pytest.mark.parametrize(
    "make", [hidden_draft, hidden_private, hidden_below_private, hidden_expired, hidden_alias]
)
def test_what_nobody_may_read_or_stands_elsewhere_is_not_on_the_map(client, make) -> None:
    page = make()
    assert not [address for address in mapped(client) if address.endswith(f"/{page.slug}/")]


def illustrated(**given):
    """Return an answer with a picture in its text and one of its own for sharing."""
    value = {"image": ImageFactory().pk, "alt_text": "A", "caption": "", "credit": "Us"}
    part = section("Part", "Text.")
    part["value"]["content"].append({"type": "image", "value": value})
    return QAPageFactory(body=[part], social_image=ImageFactory(), **given)


def test_the_pictures_that_a_page_has_shown_are_named_with_it(client) -> None:
    page = illustrated()
    assert entry_of(client, page).findall("image:image", NAMESPACE) == []
    client.get(page.url)  # which makes the sizes that it shows
    found = entry_of(client, page).findall("image:image/image:loc", NAMESPACE)
    assert len(found) == 2
    for picture in found:
        assert picture.text.startswith("http://localhost/media/images/")
        with closing(client.get(picture.text.removeprefix("http://localhost"))) as response:
            assert response.status_code == 200


def test_the_day_of_the_last_publication_is_told(client) -> None:
    page = QAPageFactory()
    page.save_revision().publish()
    page.refresh_from_db()
    told = entry_of(client, page).findtext("map:lastmod", namespaces=NAMESPACE)
    assert told == f"{timezone.localtime(page.last_published_at):%Y-%m-%d}"


def entry_of(client, page):
    root = ET.fromstring(client.get("/sitemap.xml").content)
    (found,) = [
        entry
        for entry in root.findall("map:url", NAMESPACE)
        if entry.findtext("map:loc", namespaces=NAMESPACE) == page.full_url
    ]
    return found


def test_the_map_takes_no_more_statements_for_more_pages(client) -> None:
    counts = []
    for _ in range(2):
        for _number in range(5):
            client.get(illustrated().url)
        mapped(client)
        with CaptureQueriesContext(connection) as captured:
            mapped(client)
        counts.append(len(captured))
    assert counts[1] == counts[0]


@pytest.fixture
def rules(client) -> RobotFileParser:
    """Return what the file says, as a program reads it."""
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").text.splitlines())
    return parser


def test_programs_find_the_map(rules) -> None:
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]


def test_programs_find_every_part_of_a_large_map(client, monkeypatch) -> None:
    page = QAPageFactory()
    monkeypatch.setattr(PageSitemap, "limit", 3)
    parts = [line.split()[1] for line in client.get("/robots.txt").text.splitlines()[-2:]]
    assert parts == ["http://testserver/sitemap.xml", "http://testserver/sitemap.xml?p=2"]
    assert page.full_url in "".join(client.get(part).text for part in parts)


@pytest.mark.parametrize("path", ["/", "/ask-our-experts/a/comments/2/", "/comments/feed/"])
def test_programs_may_read_pages(rules, path: str) -> None:
    assert rules.can_fetch("*", path)


@pytest.mark.parametrize("path", ["/admin/", "/comments/manage/x/"])
def test_programs_are_kept_from_what_is_nobodys_to_read(rules, path: str) -> None:
    assert not rules.can_fetch("*", path)
