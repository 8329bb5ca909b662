"""The pages of the site in a real browser: accessible, narrow, and without any third party."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from qa.models import QAPage
from tests.browser.looking import HEIGHT, NARROW, obstacles, views
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    ImageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
)
from tests.factories.pages import section

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

VIDEO = {
    "url": "https://www.youtube.com/watch?v=abcdefghijk",
    "title": "How a nerve heals",
    "poster": None,
    "transcript": "<p>A nerve heals slowly.</p>",
}


@pytest.fixture
def article() -> QAPage:
    """Return an article with every kind of block and a discussion with every kind of comment."""
    body = [section(heading, "Text.") for heading in ("One", "Two", "Three")]
    blocks = body[0]["value"]["content"]
    image = ImageFactory(file__width=1600, file__height=900)
    picture = {"image": image.pk, "alt_text": "A", "caption": "B", "credit": "C"}
    table = {
        "caption": "What helps",
        "columns": [{"type": "text", "heading": "What"}, {"type": "text", "heading": "When"}],
        "rows": [{"values": ["Rest", "At first"]}],
    }
    blocks += [
        {"type": "list", "value": {"style": "numbered", "items": ["<p>First</p>"]}},
        {"type": "image", "value": picture},
        {"type": "quotation", "value": {"text": "Words", "attribution": "Ada", "source_url": ""}},
        {"type": "table", "value": table},
        {"type": "video", "value": VIDEO},
        {"type": "subsection", "value": {"heading": "More", "content": []}},
    ]
    for kind in ("note", "caution", "emergency"):
        callout = {"kind": kind, "title": "", "text": "<p>Mind this.</p>"}
        blocks.append({"type": "callout", "value": callout})
    body.append({"type": "key_points", "value": {"title": "", "points": ["A point"]}})
    body.append(section("Four", "It is known [1]."))
    body.append(
        {"type": "references", "value": [{"title": "A study", "link": "https://x.example"}]}
    )
    correction = {"date": "2026-05-03", "text": "<p>It was three, not four.</p>"}
    page = QAPageFactory(
        body=body,
        reviewed_on=date(2026, 5, 3),
        reviewer=ExpertPageFactory(),
        corrections=[{"type": "correction", "value": correction}],
        topics=[TopicFactory()],
        expert=ExpertPageFactory(portrait=ImageFactory()),
    )
    QAPageFactory(topics=page.topics.all())
    question = CommentFactory(page=page, text="Does it hurt? See https://example.org/a")
    answered = CommentFactory(reply_to=question, expert=page.expert, quoted_text="Does it hurt?")
    CommentFactory(reply_to=CommentFactory(reply_to=answered))
    CommentFactory(page=page, state="removed")
    return page


ADDRESSES = {
    "article": lambda page: page.url,
    "home": lambda page: "/",
    "list": lambda page: page.get_parent().url,
    "topic": lambda page: f"{page.get_parent().url}topics/{page.topics.first().slug}/",
    "conversation": lambda page: (
        f"{page.url}comments/thread/{page.discussion_comments.first().pk}/"
    ),
    "a to z": lambda page: f"{page.get_parent().url}a-z/",
    "search": lambda page: "/search/?q=question",
    "nothing found": lambda page: "/search/?q=xylophone",
    "saved": lambda page: "/saved/",
    "experts": lambda page: "/experts/",
    "expert": lambda page: page.expert.url,
    "not found": lambda page: "/nowhere/",
}


# An article with everything on it takes longer to make than its pages to look at.


def test_every_page_is_accessible_and_narrow_and_asks_nothing_of_anybody_else(
    page: Page, live_server, article, subtests
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for kind, address in ADDRESSES.items():
        asked.clear()
        page.goto(live_server.url + address(article), wait_until="networkidle")
        for width, scheme in views(page):
            with subtests.test(kind, width=width, scheme=scheme):
                assert obstacles(page) == []
                if width == NARROW:
                    assert page.evaluate("document.documentElement.scrollWidth") == width
        with subtests.test(kind, requests=len(asked)):
            assert asked
            assert not [url for url in asked if not url.startswith(live_server.url)]


def test_a_video_is_fetched_when_the_reader_plays_it(page: Page, live_server, article) -> None:
    player = "https://www.youtube-nocookie.com/**"
    page.route(player, lambda route: route.abort())
    page.goto(live_server.url + article.url)
    with page.expect_request(player) as asked:
        page.get_by_role("link", name="Play the video").click()
    expect(page.locator("iframe[title='How a nerve heals']")).to_be_visible()
    assert asked.value.url == "https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"


def test_the_menu_is_a_row_where_there_is_room_and_folded_where_there_is_not(
    page: Page, live_server
) -> None:
    QAIndexPageFactory(title="Ask", show_in_menus=True)
    page.goto(live_server.url)
    item = page.get_by_role("navigation", name="Site").get_by_role("link", name="Ask")
    expect(item).to_be_visible()
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    expect(item).to_be_hidden()
    page.get_by_text("Menu", exact=True).click()
    expect(item).to_be_visible()


def test_paper_holds_what_is_said_in_a_video(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.emulate_media(media="print")
    expect(page.get_by_text("A nerve heals slowly.")).to_be_visible()


def test_the_home_page_on_paper_lists_answers(page: Page, live_server) -> None:
    QAPageFactory(title="Can a nerve heal?")
    page.goto(live_server.url)
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Can a nerve heal?")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


# What the cursor is on, and whether anybody can see that: itself, or what it draws around it.
FOCUSED = """() => {
  const element = document.activeElement;
  const drawn = [getComputedStyle(element), getComputedStyle(element, "::after")];
  const seen = drawn.some(({ outlineStyle }) => outlineStyle !== "none");
  const box = element.getBoundingClientRect();
  const onScreen = box.bottom > 0 && box.top < innerHeight;
  return [element.outerHTML.slice(0, 160), element.dataset.stop ?? "", seen, onScreen];
}"""
# Gives each place that the Tab key should stop at its number, in the order of the page.
NUMBERED = """() => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']"
  )].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  stops.forEach((element, number) => { element.dataset.stop = number; });
  return stops.length;
}"""


def test_the_keyboard_walks_through_every_page(page: Page, live_server, article, subtests) -> None:
    page.emulate_media(reduced_motion="reduce")
    for kind, address in ADDRESSES.items():
        with subtests.test(kind):
            page.goto(live_server.url + address(article))
            stops = page.evaluate(NUMBERED)
            assert stops >= 5
            for number in range(stops):
                page.keyboard.press("Tab")
                element, stop, is_seen, is_on_screen = page.evaluate(FOCUSED)
                assert (stop, is_seen, is_on_screen) == (str(number), True, True), element
