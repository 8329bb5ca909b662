"""Texts that mean harm, in a real browser: nothing of them runs, and nothing is pushed aside."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from wagtail.models import Site

from qa.comments import links
from qa.comments.bulk import CommentEntry, add_comments
from qa.comments.models import CommentSettings
from qa.comments.posting import Entry, submit
from qa.models import QAPage
from tests.data.hostile import KINDS, MARK, MARKUP, received
from tests.factories import QAPageFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LONGEST = 3000  # characters of a comment
NASTY_NAME = f'"><img src=x onerror=window.{MARK}=1>'
NASTY_TEXT = "\n\n".join([f"{'w' * 500} 'x' \"y\"", *MARKUP])[:LONGEST]
LONGEST_PIECE = 250  # characters; what is longer repeats itself


def _comments_of_all() -> list[str]:
    """Return all hostile texts in as few comments as hold them."""
    comments = [""]
    for value in (value for values in KINDS.values() for value in values):
        piece = received(value).replace("\0", "")[:LONGEST_PIECE]
        if len(comments[-1]) + len(piece) + 1 > LONGEST:
            comments.append("")
        comments[-1] += f"{piece}\n"
    return comments


ALL_TEXTS = _comments_of_all()
OVER_ITS_NEIGHBOUR = """
() => [...document.querySelectorAll(".comment")]
    .map((comment) => comment.getBoundingClientRect())
    .filter((place, number, all) => number && place.top < all[number - 1].bottom).length
"""


@pytest.fixture
def harm(page: Page) -> list[str]:
    """Return what happens in the browser that should not; nobody asks for more than each page."""
    events: list[str] = []

    def note_request(request) -> None:
        path = urlsplit(request.url).path
        if not request.is_navigation_request() and not path.startswith("/static/"):
            events.append(f"asks for {request.url}")

    def note_dialog(dialog) -> None:
        events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", note_dialog)
    page.on("request", note_request)
    page.on("pageerror", lambda error: events.append(f"error: {error}"))
    page.on("console", lambda message: events.append(f"console: {message.text}"))
    page.set_viewport_size({"width": 320, "height": 900})
    return events


@pytest.fixture
def article() -> QAPage:
    """Return an article with all hostile texts under it, stored as no form would let them in."""
    article = QAPageFactory(comment_policy="open")
    add_comments(page=article, entries=said_under(article))
    return article


def said_under(article: QAPage) -> Iterator[CommentEntry]:
    """Yield all hostile texts, each kind below a comment of its own and quoted by the expert."""
    entry = partial(CommentEntry, name="Ada", text="Words.", posted_at=timezone.now())
    for kind, values in KINDS.items():
        yield entry(key=kind)
        for number, value in enumerate(values):
            text = received(value).replace("\0", "")[:LONGEST]
            last = f"{kind} {number}"
            yield entry(key=last, reply_to=kind, name=text[:50], text=text)
        quote = {"quotes": last, "quoted_name": text[:50], "quoted_text": text}
        name = article.expert.title
        yield entry(key=f"{kind} A", reply_to=last, name=name, expert=article.expert, **quote)


def check_quiet(page: Page, harm: list[str]) -> None:
    page.wait_for_load_state("networkidle")
    assert not harm
    check_unmarked(page)


def check_unmarked(page: Page) -> None:
    assert page.evaluate(f"typeof window.{MARK}") == "undefined"


def check_place(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(OVER_ITS_NEIGHBOUR) == 0


def test_nothing_runs_or_is_pushed_aside_in_an_article_with_all_of_them(
    page, live_server, article, harm
) -> None:
    page.goto(live_server.url + article.url)
    assert page.locator(".comment__text").count() > 200
    check_place(page)
    page.mouse.move(100, 400)
    page.keyboard.press("Tab")
    check_quiet(page, harm)


def fill_in(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Your name").fill(NASTY_NAME)
    page.get_by_label("Your comment").fill(NASTY_TEXT)


def test_nothing_runs_in_the_preview(page, live_server, harm) -> None:
    fill_in(page, f"{live_server.url}{QAPageFactory(comment_policy='open').url}comment/")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".shown-as .comment__name")).to_have_text(NASTY_NAME)
    expect(page.get_by_label("Your comment")).to_have_value(NASTY_TEXT)
    check_quiet(page, harm)
    check_place(page)


def test_nothing_of_all_kinds_runs_in_previews(page, live_server, harm) -> None:
    fill_in(page, f"{live_server.url}{QAPageFactory(comment_policy='open').url}comment/")
    for text in ALL_TEXTS:
        page.get_by_label("Your comment").fill(text)
        with page.expect_navigation():  # to the same address
            # A real click first waits until the page has scrolled to the button.
            page.get_by_role("button", name="Preview").dispatch_event("click")
        expect(page.locator(".shown-as .comment__text")).to_be_visible()
        check_unmarked(page)
        check_place(page)
    check_quiet(page, harm)


def test_nothing_of_all_kinds_runs_on_receipts(page, live_server, harm) -> None:
    """Stored as no form would let it in."""
    article = QAPageFactory(comment_policy="open")
    rules = CommentSettings.for_site(Site.objects.get(is_default_site=True))
    for text in ALL_TEXTS:
        entry = Entry(text=text, name=NASTY_NAME, email="")
        receipt = submit(page=article, entry=entry, rules=rules)
        page.goto(live_server.url + links.manage_path(receipt))
        expect(page.locator(".shown-as .comment__name")).to_have_text(NASTY_NAME)
        check_unmarked(page)
        check_place(page)
    check_quiet(page, harm)


def test_nothing_runs_on_the_receipt(page, live_server, harm) -> None:
    fill_in(page, f"{live_server.url}{QAPageFactory(comment_policy='open').url}comment/")
    page.get_by_role("button", name="Post comment").click()
    page.wait_for_url("**/comments/manage/**")
    expect(page.locator(".shown-as .comment__name")).to_have_text(NASTY_NAME)
    expect(page.locator(".comment__text")).to_contain_text("<script>")
    check_quiet(page, harm)
    check_place(page)
