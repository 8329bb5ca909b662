"""No address that somebody gives is ever asked for: neither of this network nor of another."""

import socket
from urllib.parse import quote

import pytest
from django.urls import reverse
from wagtail.embeds import embeds
from wagtail.embeds.exceptions import EmbedNotFoundException, EmbedUnsupportedProviderException

from qa.blocks import BodyBlock
from tests.factories import CommentFactory, QAPageFactory, UserFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "http://169.254.169.254/latest/",
    "http://127.0.0.1:1/",
    "https://youtu.be/dQw4w9WgXcQ",
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch) -> list:
    """Note and refuse every connection of Python's; the database drivers have their own."""
    asked: list = []

    def refuse(*args, **kwargs):
        asked.append(args)
        raise OSError("Nothing may be fetched.")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return asked


def test_the_guard_itself_notices(no_network) -> None:
    with pytest.raises(OSError, match="Nothing may be fetched"):
        socket.create_connection(("127.0.0.1", 1))
    assert no_network


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_embed_dialogue_of_the_admin_asks_nobody(address: str, client, no_network) -> None:
    client.force_login(UserFactory(admin=True))
    client.post(reverse("wagtailembeds:chooser_upload"), {"embed-chooser-url": address})
    with pytest.raises((EmbedUnsupportedProviderException, EmbedNotFoundException)):
        embeds.get_embed(address)
    assert no_network == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_our_own_oembed_asks_nobody(address: str, client, no_network) -> None:
    client.get(f"/oembed/?url={quote(address)}")
    assert no_network == []


def test_a_video_is_checked_and_shown_without_asking(client, no_network) -> None:
    video = {"type": "video", "value": {"url": ADDRESSES[2], "title": "A video"}}
    parts = {**section("Part", "Text.")}
    parts["value"] = {**parts["value"], "content": [*parts["value"]["content"], video]}
    BodyBlock().clean(BodyBlock().to_python([parts]))
    assert "video-embed" in client.get(QAPageFactory(body=[parts]).url).content.decode()
    assert no_network == []


def test_links_of_readers_are_shown_without_asking(client, no_network) -> None:
    comment = CommentFactory(text=f"See {ADDRESSES[0]} and {ADDRESSES[2]}.")
    assert client.get(comment.page.url).status_code == 200
    assert no_network == []


def test_the_dashboard_asks_nobody_for_news_or_faces(client, no_network) -> None:
    client.force_login(UserFactory(admin=True, email="ada@example.org"))
    page = client.get("/admin/").content.decode()
    assert "gravatar" not in page
    assert no_network == []
