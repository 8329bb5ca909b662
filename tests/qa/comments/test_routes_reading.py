"""The two ways through a discussion, and that every reader gets the same pages."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from tests.factories import CommentFactory, QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def soup_of(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def long_discussion():
    """An answer with two pages of conversations, of which the first has a reply."""
    page = QAPageFactory()
    CommentFactory(reply_to=CommentFactory(page=page, text="The very first."))
    CommentFactory.create_batch(20, page=page)
    return page


def addresses_below(page) -> list[str]:
    first = page.discussion_comments.order_by("pk").first()
    return [
        page.url,
        f"{page.url}comments/2/",
        f"{page.url}comments/oldest/",
        f"{page.url}comments/thread/{first.pk}/",
        f"{page.url}feed/",
        reverse("comments_feed"),
    ]


def test_the_oldest_conversations_have_an_address_of_their_own(client, long_discussion) -> None:
    soup = soup_of(client.get(f"{long_discussion.url}comments/oldest/"))
    assert "The very first." in soup.select_one("article.comment").text
    assert soup.select_one("a[rel=next]")["href"] == f"{long_discussion.url}comments/oldest/2/"
    assert not soup.select("a[rel=prev]")


def test_the_last_page_from_the_beginning_leads_back_to_the_first(client, long_discussion) -> None:
    soup = soup_of(client.get(f"{long_discussion.url}comments/oldest/2/"))
    assert len(soup.select("article.comment")) == 1
    assert soup.select_one("a[rel=prev]")["href"] == f"{long_discussion.url}comments/oldest/"


def test_the_first_page_from_the_beginning_has_one_address_only(client, long_discussion) -> None:
    response = client.get(f"{long_discussion.url}comments/oldest/1/")
    assert (response.status_code, response.url) == (
        301,
        f"{long_discussion.url}comments/oldest/",
    )


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999", "x"])
def test_a_page_from_the_beginning_that_there_is_not_is_not_found(
    client, long_discussion, number: str
) -> None:
    assert client.get(f"{long_discussion.url}comments/oldest/{number}/").status_code == 404


@pytest.mark.parametrize("path", ["comments/2/", "comments/oldest/", "comments/oldest/2/"])
def test_each_page_of_a_discussion_names_its_own_address(client, long_discussion, path) -> None:
    soup = soup_of(client.get(long_discussion.url + path))
    canonical = soup.select_one("link[rel=canonical]")["href"]
    assert canonical == f"{long_discussion.full_url}{path}"


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("", "Newest first"),
        ("comments/2/", "Newest first"),
        ("comments/oldest/", "Oldest first"),
        ("comments/oldest/2/", "Oldest first"),
    ],
)
def test_the_present_order_is_marked(client, long_discussion, path: str, order: str) -> None:
    links = soup_of(client.get(long_discussion.url + path)).select(".order a")
    assert [link["href"] for link in links] == [
        f"{long_discussion.url}#comments",
        f"{long_discussion.url}comments/oldest/",
    ]
    assert [link.text for link in links if link.get("aria-current")] == [order]


def test_one_conversation_has_no_order(client) -> None:
    reply = CommentFactory(reply_to=CommentFactory())
    assert not soup_of(client.get(reply.page.url)).select(".order")


def test_a_first_comment_says_how_many_replies_it_has(client) -> None:
    root = CommentFactory()
    CommentFactory(reply_to=CommentFactory(reply_to=CommentFactory(reply_to=root)))
    soup = soup_of(client.get(root.page.url))
    assert [count.text for count in soup.select(".reply-count")] == ["3 replies"]


def test_a_first_comment_without_replies_says_nothing_of_them(client) -> None:
    assert not soup_of(client.get(CommentFactory().page.url)).select(".reply-count")


def test_no_address_of_a_discussion_knows_its_reader(client, long_discussion) -> None:
    for address in addresses_below(long_discussion):
        response = client.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert "cookie" not in response.get("Vary", "").lower(), address


def test_whoever_is_logged_in_gets_the_same_bytes_as_everybody(client, long_discussion) -> None:
    addresses = addresses_below(long_discussion)
    before = [client.get(address).content for address in addresses]
    client.force_login(UserFactory(admin=True))
    assert [client.get(address).content for address in addresses] == before
