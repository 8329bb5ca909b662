"""What another site is told of an answer, by the rules of oembed.com."""

from urllib.parse import urlencode

import pytest
from defusedxml import ElementTree

from tests.factories import ImageFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def ask(client, **asked):
    return client.get(f"/oembed/?{urlencode(asked)}")


def test_an_answer_is_told_of_as_a_link_with_its_card(client) -> None:
    page = QAPageFactory(title="Why?")
    said = ask(client, url=page.full_url).json()
    assert said.pop("thumbnail_url").startswith(f"{page.full_url}card.png")
    assert said == {
        "type": "link",
        "version": "1.0",
        "title": "Why?",
        "author_name": page.expert.title,
        "author_url": page.expert.full_url,
        "provider_name": "Ask Our Experts",
        "provider_url": "http://localhost/",
        "cache_age": 86400,
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
    }


def test_xml_says_the_same(client) -> None:
    page = QAPageFactory(title="Nerves & \x0cmore")
    response = ask(client, url=page.full_url, format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    found = {part.tag: part.text for part in ElementTree.fromstring(response.content)}
    assert found["title"] == "Nerves & more"
    assert found["thumbnail_width"] == "1200"


def test_a_picture_that_is_too_large_is_left_out(client) -> None:
    page = QAPageFactory()
    assert "thumbnail_url" not in ask(client, url=page.full_url, maxwidth=600).json()
    assert "thumbnail_url" not in ask(client, url=page.full_url, maxheight=100).json()
    assert "thumbnail_url" in ask(client, url=page.full_url, maxwidth=1200, maxheight=630).json()


def test_the_pictures_of_the_editors_come_first(client) -> None:
    page = QAPageFactory(social_image=ImageFactory())
    assert "/media/" in ask(client, url=page.full_url).json()["thumbnail_url"]


def test_a_place_in_the_discussion_stands_for_the_answer(client) -> None:
    page = QAPageFactory()
    said = ask(client, url=f"{page.full_url}comments/c1/?utm=x#c1").json()
    assert said["title"] == page.title


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 400),
        ({"url": "x\0"}, 400),
        ({"url": "http://localhost/" + "a" * 100_000}, 400),
        ({"url": "{address}", "maxwidth": "-1"}, 400),
        ({"url": "{address}", "maxheight": "9" * 500}, 400),
        ({"url": "{address}", "format": "yaml"}, 501),
        ({"url": "http://169.254.169.254/ask-our-experts/known/"}, 404),
        ({"url": "http://localhost@evil.example/ask-our-experts/known/"}, 404),
        ({"url": "file:///ask-our-experts/known/"}, 404),
        ({"url": "http://[::1/"}, 404),
        ({"url": "http://localhost/ask-our-experts/%00/"}, 404),
        ({"url": "http://localhost/"}, 404),
        ({"url": "http://localhost/experts/someone/"}, 404),
    ],
)
def test_what_makes_no_sense_or_stands_elsewhere_is_refused(client, asked: dict, status) -> None:
    page = QAPageFactory(slug="known")
    filled = {name: value.replace("{address}", page.full_url) for name, value in asked.items()}
    assert ask(client, **filled).status_code == status
