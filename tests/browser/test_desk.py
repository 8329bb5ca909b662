"""Moderators clear the queue by keyboard, and readers see at once what was decided."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from qa.comments import moderation
from qa.comments.models import Comment, HeldAuthor, Report
from tests.browser.looking import HEIGHT, NARROW, WIDE, log_in, obstacles, without_script
from tests.factories import (
    CommentFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    grant,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PENDING, REPORTED = 40, 10
UNDER_ONE_ARTICLE = 10
SHOWN_AFTER = {"a": True, "r": False, "s": False, "x": False}
PRICES = [{"rule": "prices", "verdict": 2, "reason": "It names a price."}]


@pytest.fixture
def moderator():
    return grant(UserFactory(), "moderate_comment")


@pytest.fixture
def desk(page: Page, live_server, moderator) -> Page:
    """Return the browser of a moderator who has logged in."""
    log_in(page.context, moderator, live_server.url)
    return page


def look(page: Page, site: str, tab: str = "", query: str = "") -> None:
    page.goto(f"{site}/admin/comments/{tab}{query}")


def mixed_comments() -> Iterator[Comment]:
    """Yield pending comments of every kind."""
    for number in range(PENDING):
        if number % UNDER_ONE_ARTICLE == 0:
            article = QAPageFactory()
            answer = CommentFactory(page=article, expert=article.expert)
        given = {"state": "pending", "page": article, "text": f"Story number {number} of many."}
        kind = number % 5
        if kind == 0:
            comment = CommentFactory(**given)
        elif kind == 1:
            comment = CommentFactory(**given, reply_to=answer)
        else:
            findings = PRICES if kind == 2 else []
            comment = ReceiptFactory(
                confirmed=kind > 2,
                findings=findings,
                **{f"comment__{name}": value for name, value in given.items()},
            ).comment
        if kind == 4:
            HeldAuthor.objects.create(address_key=comment.receipt.address_key)
        yield comment
    Comment.objects.filter(pk=comment.pk).update(is_urgent=True)


def reported_comments() -> Iterator[Comment]:
    article = QAPageFactory()
    for number in range(REPORTED):
        comment = CommentFactory(page=article, text=f"Reported story number {number} of many.")
        Report.objects.create(comment=comment, reason="harmful", detail="Do not do that.")
        yield comment


class Reader:
    """Somebody without an account, who looks at the discussions."""

    def __init__(self) -> None:
        self.client = Client()

    def sees(self, comment: Comment) -> bool:
        return comment.comment in self.client.get(comment.get_absolute_url(), follow=True).text


class Keyboard:
    """A moderator without a mouse, who goes through one tab of the queue."""

    def __init__(self, page: Page, comments: list[Comment]) -> None:
        self.page, self.left, self.reader = page, comments, Reader()

    def expect_next(self) -> None:
        """Wait until the next comment has the focus, or nothing is left."""
        if self.left:
            expect(self.page.locator(f"#comment-{self.left[0].pk}")).to_be_focused()
        else:
            expect(self.page.get_by_text("Nothing waits here.")).to_be_visible()

    def decide(self, key: str, reason: str = "") -> Comment:
        comment = self.left.pop(0)
        self.page.keyboard.press(key)
        if key == "r":
            self.page.keyboard.type(reason)
            self.page.keyboard.press("Enter")
        self.expect_next()
        assert self.reader.sees(comment) is SHOWN_AFTER[key]
        return comment

    def undo(self, comment: Comment, *, is_shown: bool) -> None:
        self.left.insert(0, comment)
        self.page.keyboard.press("j")  # it is found again from wherever one is
        self.page.keyboard.press("u")
        self.expect_next()
        assert self.reader.sees(comment) is is_shown

    def come_too_late(self) -> None:
        """Decide on a comment that another moderator has just taken for spam."""
        comment = self.left.pop(0)
        other = UserFactory(first_name="Bea", last_name="Fast")
        moderation.decide(comment=comment, version=comment.version, to="spam", by=other)
        self.page.keyboard.press("a")
        self.expect_next()
        told = self.page.get_by_text("Bea Fast decided on this comment meanwhile")
        expect(told).to_be_in_viewport()
        assert not self.reader.sees(comment)


def test_fifty_mixed_comments_are_cleared_by_keyboard(desk: Page, live_server) -> None:
    comments = list(mixed_comments())
    queue = Keyboard(desk, [comments[-1], *comments[:-1]])  # whoever may be in danger comes first
    reported = Keyboard(desk, list(reported_comments()))
    look(desk, live_server.url)
    desk.keyboard.press("j")
    queue.expect_next()
    queue.undo(queue.decide("a"), is_shown=False)
    queue.decide("a")
    queue.come_too_late()
    for key, _comment in zip(cycle("arsar"), list(queue.left), strict=False):
        queue.decide(key, "It names a clinic." if len(queue.left) % 2 else "")
    look(desk, live_server.url, "reported/")
    desk.keyboard.press("j")
    reported.undo(reported.decide("x"), is_shown=True)
    for key, _comment in zip(cycle("xars"), list(reported.left), strict=False):
        reported.decide(key)
    assert not Comment.objects.filter(state="pending").exists()
    assert not Report.objects.filter(handled_at=None).exists()


def test_a_key_held_down_decides_once(desk: Page, live_server) -> None:
    first = CommentFactory(state="pending")
    second = CommentFactory(state="pending", page=first.page)
    look(desk, live_server.url)
    desk.keyboard.press("j")
    desk.keyboard.down("a")
    expect(desk.locator(f"#comment-{second.pk}")).to_be_focused()
    desk.keyboard.down("a")
    desk.reload()
    states = dict(Comment.objects.values_list("pk", "state"))
    assert states == {first.pk: "public", second.pk: "pending"}


def test_the_keys_are_shown_and_the_focus_comes_back(desk: Page, live_server) -> None:
    desk.set_viewport_size({"width": 320, "height": 700})  # where the sidebar takes it on Escape
    first = CommentFactory(state="pending")
    second = CommentFactory(state="pending", page=first.page)
    look(desk, live_server.url)
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.locator(f"#comment-{second.pk}")).to_be_focused()
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog")
    expect(dialog.get_by_text("Undo the last decision")).to_be_visible()
    desk.keyboard.press("u")  # not while one reads
    desk.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(desk.locator(f"#comment-{second.pk}")).to_be_focused()
    assert Comment.objects.get(pk=first.pk).state == "public"


def test_selected_ones_are_decided_and_undone_by_keyboard(desk: Page, live_server) -> None:
    comments = [CommentFactory(state="pending") for _ in range(3)]
    look(desk, live_server.url)
    for key in "jojo":
        desk.keyboard.press(key)
    desk.keyboard.press("b")
    expect(desk.get_by_text("2 selected")).to_be_visible()
    for _stop in "scope", "reason", "quietly", "Publish", "Reject", "Spam":
        desk.keyboard.press("Tab")
    expect(desk.locator("#desk-bulk").get_by_role("button", name="Spam")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("2 comments: Marked as spam.")).to_be_visible()
    expect(desk.locator(f"#comment-{comments[2].pk}")).to_be_focused()
    desk.keyboard.press("u")
    expect(desk.get_by_text("2 decisions are undone.")).to_be_visible()
    assert set(Comment.objects.values_list("state", flat=True)) == {"pending"}


def test_all_that_match_follows_a_filter_that_came_without_a_new_page(
    desk: Page, live_server
) -> None:
    for number in range(21):
        CommentFactory(state="pending", name="Ada", text=f"Only this, {number}.")
    other = CommentFactory(state="pending", name="Bo")
    look(desk, live_server.url)
    desk.locator("[name=q]").fill("Ada")
    expect(desk.get_by_text("There are 21 matches")).to_be_visible()
    # Leaving the field asks once more, and what comes then is folded.
    desk.locator("[name=q]").blur()
    desk.wait_for_load_state("networkidle")
    desk.locator("summary", has_text="Decide on several at once").click()
    desk.get_by_label("All 21 that match").check()
    desk.locator("#desk-bulk").get_by_role("button", name="Reject").click()
    expect(desk.get_by_role("heading", name="Reject: 21 comments?")).to_be_visible()
    desk.get_by_role("button", name="Reject").click()
    expect(desk.get_by_text("21 comments: Rejected.")).to_be_visible()
    assert list(Comment.objects.filter(state="pending")) == [other]


@without_script
def test_without_a_script_everything_works_slower(desk: Page, live_server, subtests) -> None:
    for _ in range(3):
        CommentFactory(state="pending")
    for width in NARROW, WIDE:
        with subtests.test(width=width):
            desk.set_viewport_size({"width": width, "height": HEIGHT})
            publish_one_and_undo_it(desk, live_server.url)


def publish_one_and_undo_it(page: Page, site: str) -> None:
    look(page, site)
    page.locator("summary", has_text="Keyboard").click()
    expect(page.locator(".desk__keys").get_by_text("Next comment")).to_be_visible()
    page.get_by_role("checkbox", name="Select").first.check()
    page.locator("summary", has_text="Decide on several at once").click()
    page.locator("#desk-bulk").get_by_role("button", name="Publish").click()
    expect(page.get_by_text("1 comment: Published.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("1 decision is undone.")).to_be_visible()


def test_axe_finds_nothing_at_the_desk(desk: Page, live_server, subtests) -> None:
    for _ in range(21):
        CommentFactory(state="pending")
    for width in NARROW, WIDE:
        with subtests.test(width=width):
            desk.set_viewport_size({"width": width, "height": HEIGHT})
            look(desk, live_server.url)
            for key in "job":
                desk.keyboard.press(key)
            assert obstacles(desk, ".desk") == []
            desk.get_by_label("All 21 that match").check()
            desk.locator("#desk-bulk").get_by_role("button", name="Reject").click()
            expect(desk.get_by_role("heading", name="Reject: 21 comments?")).to_be_visible()
            assert obstacles(desk, ".desk") == []
            assert desk.evaluate("document.documentElement.scrollWidth") == width
