from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from defusedxml import ElementTree
from django.test import Client
from wagtail.models import Page, Site

from qa.comments.models import Comment, CommentSettings
from qa.comments.policy import CommentPolicy
from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, home_page

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
DAY_ONE = datetime(2020, 1, 1, tzinfo=UTC)
SITE_FEED = "/comments/feed/"


def entries(client: Client, address: str) -> list:
    return parsed(client, address).findall(f"{ATOM}entry")


def parsed(client: Client, address: str):
    response = client.get(address)
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)


def texts(found, name: str) -> list[str]:
    return [element.text for element in found.iter(f"{ATOM}{name}")]


def both_feeds(comment: Comment) -> list[str]:
    return [f"{comment.page.url}feed/", SITE_FEED]


def test_an_entry_says_who_spoke_where_and_when(client) -> None:
    comment = CommentFactory(
        page=QAPageFactory(title="Nerves"), name="Ada", text="Thank you.", posted_at=DAY_ONE
    )
    for address in both_feeds(comment):
        entry = entries(client, address)[0]
        assert texts(entry, "title") == ["Ada on Nerves"]
        assert texts(entry, "name") == ["Ada"]
        assert texts(entry, "published") == ["2020-01-01T00:00:00+00:00"]
        assert texts(entry, "content") == ["<p>Thank you.</p>"]


def test_an_expert_reply_says_so_in_its_title(client) -> None:
    reply = CommentFactory(
        page=QAPageFactory(title="Nerves"), expert=ExpertPageFactory(title="Dr Known")
    )
    titles = [texts(entries(client, address)[0], "title") for address in both_feeds(reply)]
    assert titles == [["Dr Known, expert reply, on Nerves"]] * 2


def test_an_entry_leads_to_the_comment_by_a_whole_address(client) -> None:
    comment = CommentFactory()
    for address in both_feeds(comment):
        link = entries(client, address)[0].find(f"{ATOM}link")
        assert link.get("href") == f"{comment.page.full_url}comments/c{comment.pk}/"


def test_an_entry_keeps_its_id_when_its_page_moves(client) -> None:
    comment = CommentFactory()
    before = texts(entries(client, SITE_FEED)[0], "id")
    page = comment.page.specific
    page.slug = "elsewhere"
    page.save()
    assert texts(entries(client, f"{page.url}feed/")[0], "id") == before
    assert texts(entries(client, SITE_FEED)[0], "id") == before


def test_the_newest_fifty_come_newest_first(client) -> None:
    page = QAPageFactory()
    for number in range(52):
        CommentFactory(page=page, text=str(number), posted_at=DAY_ONE + timedelta(days=number))
    for address in (f"{page.url}feed/", SITE_FEED):
        shown = [texts(entry, "content")[0] for entry in entries(client, address)]
        assert shown == [f"<p>{number}</p>" for number in range(51, 1, -1)]


def test_the_feed_of_a_page_holds_nothing_of_another(client) -> None:
    CommentFactory()
    assert entries(client, f"{QAPageFactory().url}feed/") == []


@pytest.mark.parametrize("state", set(CommentState) - {CommentState.PUBLIC})
def test_only_what_is_public_is_in_a_feed(client, state: str) -> None:
    comment = CommentFactory()
    Comment.objects.update(state=state)
    assert [entries(client, address) for address in both_feeds(comment)] == [[], []]


def test_a_reply_below_a_hidden_comment_is_in_no_feed(client) -> None:
    root = CommentFactory()
    CommentFactory(reply_to=CommentFactory(reply_to=root))
    set_state(comment=root, to=CommentState.SPAM)
    assert [entries(client, address) for address in both_feeds(root)] == [[], []]


def test_no_address_of_a_commenter_is_in_a_feed(client) -> None:
    comment = CommentFactory()
    Comment.objects.update(user_email="ada@example.org", ip_address="192.0.2.77")
    for address in both_feeds(comment):
        feed = client.get(address).text
        assert "ada@example.org" not in feed
        assert "192.0.2.77" not in feed


@pytest.mark.parametrize("trait", ["draft", "expired"])
def test_a_page_that_is_not_published_has_no_feed_and_is_in_none(client, trait: str) -> None:
    comment = CommentFactory(page=QAPageFactory(**{trait: True}))
    assert client.get(f"{comment.page.url}feed/").status_code == 404
    assert entries(client, SITE_FEED) == []


def test_the_feed_of_a_private_page_asks_to_log_in(client) -> None:
    comment = CommentFactory(page=QAPageFactory(private=True), text="Zyzzyva.")
    response = client.get(f"{comment.page.url}feed/")
    assert response.status_code == 302
    assert "Zyzzyva" not in client.get(f"{comment.page.url}feed/", follow=True).text
    assert entries(client, SITE_FEED) == []


HIDING = {
    "page": lambda page: page,
    "section": lambda page: page.get_parent().specific,
    "site": lambda page: CommentSettings.for_site(Site.objects.get()),
}


@pytest.mark.parametrize("level", HIDING)
def test_a_hidden_discussion_has_no_feed_and_is_in_none(client, level: str) -> None:
    page = CommentFactory().page.specific
    rules = HIDING[level](page)
    rules.comment_policy = CommentPolicy.HIDDEN
    rules.save()
    assert client.get(f"{page.url}feed/").status_code == 404
    assert entries(client, SITE_FEED) == []


@pytest.mark.parametrize("level", ["page", "section"])
def test_a_discussion_shown_on_a_site_that_hides_them_is_in_the_feeds(client, level: str) -> None:
    page = CommentFactory().page.specific
    for rules, policy in [(HIDING["site"], "hidden"), (HIDING[level], "closed")]:
        said = rules(page)
        said.comment_policy = policy
        said.save()
    assert len(entries(client, f"{page.url}feed/")) == 1
    assert len(entries(client, SITE_FEED)) == 1


def test_an_alias_of_a_page_has_no_feed(client) -> None:
    alias = CommentFactory().page.specific.create_alias(update_slug="alias")
    assert client.get(f"{alias.url}feed/").status_code == 404


def test_a_site_shows_only_the_comments_of_its_own_pages(client, settings) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    CommentFactory()
    other = home_page().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    response = client.get(SITE_FEED, headers={"host": "other.example"})
    assert response.status_code == 200
    assert b"<entry>" not in response.content


NASTY = [
    "]]>",
    "<script>&amp;</script>",
    "a\ufffeb\uffffc",
    "\x01\x0b\x1f\x7f",
    "\U0001f9e0 \u202e",
]


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_no_name_title_or_text_breaks_a_feed(client, nasty: str) -> None:
    comment = CommentFactory(page=QAPageFactory(title=f"T{nasty}"), name=f"N{nasty}")
    Comment.objects.update(comment=f"Text {nasty}")
    for address in both_feeds(comment):
        assert texts(entries(client, address)[0], "title")[0].startswith("N")


def test_a_text_is_escaped_and_its_line_breaks_are_kept(client) -> None:
    comment = CommentFactory(text="<b>One</b>\nTwo\n\nThree")
    for address in both_feeds(comment):
        content = entries(client, address)[0].find(f"{ATOM}content")
        assert content.get("type") == "html"
        assert content.text == "<p>&lt;b&gt;One&lt;/b&gt;<br>Two</p>\n\n<p>Three</p>"


def test_a_feed_has_its_own_type_and_says_where_it_is(client) -> None:
    comment = CommentFactory()
    root_url = Site.objects.get().root_url
    for address in both_feeds(comment):
        response = client.get(address)
        assert response["Content-Type"].startswith("application/atom+xml")
        links = ElementTree.fromstring(response.content).findall(f"{ATOM}link")
        assert [link.get("href") for link in links if link.get("rel") == "self"] == [
            f"{root_url}{address}"
        ]


def test_an_empty_feed_stays_the_same(client) -> None:
    address = f"{QAPageFactory().url}feed/"
    assert client.get(address).content == client.get(address).content


def test_a_feed_takes_nothing_in(client) -> None:
    assert client.post(SITE_FEED).status_code == 405


def feeds_of(client, address: str) -> list[str]:
    soup = BeautifulSoup(client.get(address).content, "html.parser")
    return [link["href"] for link in soup.select('head link[type="application/atom+xml"]')]


def test_an_answer_tells_feed_readers_of_its_own_feed_first(client) -> None:
    page = CommentFactory().page
    assert feeds_of(client, page.url)[0] == f"{page.full_url}feed/"


def test_other_pages_tell_feed_readers_of_the_feed_of_the_site(client) -> None:
    section = QAPageFactory().get_parent()
    for address in ("/", section.url):
        assert feeds_of(client, address)[-1] == f"http://localhost{SITE_FEED}"


def test_an_answer_links_to_the_feed_of_its_discussion(client) -> None:
    page = CommentFactory().page
    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert soup.select_one(".follow a")["href"] == f"{page.url}feed/"
