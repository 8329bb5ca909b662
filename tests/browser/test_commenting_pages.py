"""Every page around a comment: accessible, narrow, and sound under a strict content policy."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.signing import b62_encode
from playwright.sync_api import Page, Response, expect

from qa.antispam.verdicts import Finding, Verdict
from qa.comments import author, followers, links
from qa.comments.models import Comment, CommentSettings, Receipt
from qa.comments.posting import confirm
from qa.comments.services import set_state
from qa.models import QAPage
from tests.browser import test_commenting
from tests.browser.looking import obstacles, views
from tests.browser.test_commenting import write
from tests.factories import CommentFactory, QAPageFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
INLINE = """() => [...document.querySelectorAll("*")].flatMap((element) =>
  [...element.attributes]
    .filter(({ name }) => name === "style" || name.startsWith("on"))
    .map(({ name }) => `${element.tagName} ${name}`)
    .concat(element.matches("style, script:not([src], [type$=json])") ? [element.tagName] : []))"""
LONG = "https://www.example.org/" + "a-word-without-an-end" * 8
SHOUTED = "WHY DOES NOBODY EVER SAY HOW LONG ALL OF THIS IS GOING TO TAKE AND WHAT IT COSTS"

# A form that comes back with its reasons is a 4xx; a click may be faster than the autofocus.
OF_OTHER_THINGS = (
    "Failed to load resource: the server responded with a status of 4",
    "Autofocus processing was blocked because a document already has a focused element.",
)

Visits = Iterator[str]


class Reader:
    """Shows one page after another, each in a state that readers meet."""

    def __init__(self, page: Page, site: str, article: QAPage, posted: Callable) -> None:
        self.page, self.site, self.article, self.posted = page, site, article, posted
        self.rules = CommentSettings.for_site(article.get_site())
        self.answered = article.discussion_comments.first()

    def open(self, path: str) -> Page:
        self.page.goto(self.site + path)
        return self.page

    def form(self, query: str = "") -> Page:
        return self.open(f"{self.article.url}comment/{query}")

    def confirmed(self, receipt: Receipt) -> Receipt:
        confirm(receipt, self.rules)
        receipt.refresh_from_db()
        return receipt

    def moved(self, to: str, *, reason: str = "", **given) -> Receipt:
        receipt = self.confirmed(self.posted(email="ada@example.org", **given))
        set_state(comment=receipt.comment, to=to, reason=reason)
        return receipt


def press(page: Page, name: str) -> None:
    """Press the button and wait for the page it brings: a click alone only sends for it."""
    with page.expect_navigation():
        test_commenting.press(page, name)


def while_writing(reader: Reader) -> Visits:
    page = reader.open(reader.article.url)
    page.get_by_role("link", name="Reply to Grace").click()
    expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    yield "form in place"
    reader.form()
    yield "form"
    press(page, "Post comment")
    yield "form with errors"
    write(page, name="A" * 50, text=SHOUTED)
    press(page, "Preview")
    yield "preview"
    press(page, "Post comment")
    expect(page.get_by_label("Which of these is")).to_be_visible()
    yield "question in words"
    reader.form(f"?reply_to={reader.answered.pk}")
    yield "reply"
    reader.form("?reply_to=0")
    yield "reply to a comment that is gone"
    write(page, name="Ada", text=LONG)
    QAPage.objects.filter(pk=reader.article.pk).update(comment_policy="closed")
    press(page, "Post comment")
    expect(page.get_by_label("What you wrote")).to_have_value(LONG)
    yield "closed while writing"
    reader.form()
    yield "closed"


def receipts(reader: Reader) -> Visits:
    crisis = [Finding("crisis", Verdict.HOLD, "It may be one.")]
    withdrawn, erased = reader.posted(text="Withdrawn"), reader.posted(text="Erased")
    author.withdraw(withdrawn)
    author.erase(erased)
    states = {
        "unconfirmed": reader.posted(text=LONG, email="ada@example.org"),
        "pending": reader.posted(text="Pending"),
        "rejected": reader.moved("rejected", reason=f"It names a clinic, see {LONG}"),
        "public": reader.moved("public", text="Public", wants_replies=True),
        "removed": reader.moved("public", text="Removed"),
        "spam": reader.moved("spam", text="Spam"),
        "crisis": reader.posted(text="Crisis", findings=crisis),
        "withdrawn": withdrawn,
        "erased": erased,
    }
    set_state(comment=states["removed"].comment, to="removed")
    for state, receipt in states.items():
        reader.open(links.manage_path(receipt))
        yield f"receipt, {state}"


def for_its_author(reader: Reader) -> Visits:
    receipt = reader.posted(text=LONG, email="ada@example.org")
    page = reader.open(links.manage_path(receipt, "edit"))
    yield "edit"
    press(page, "Preview")
    yield "edit, preview"
    page.get_by_label("Your comment").fill("")
    press(page, "Save the change")
    yield "edit with errors"
    for what in ("withdraw", "erase"):
        reader.open(links.manage_path(receipt, what))
        yield what
    reader.open(links.confirm_path(receipt))
    yield "confirm"
    reader.open(old_link(receipt))
    yield "confirm, expired"
    late = reader.moved("public", text="Late")
    edit = reader.open(links.manage_path(late, "edit"))
    edit.get_by_label("Your comment").fill(LONG)
    comments = Comment.objects.filter(pk=late.pk)
    comments.update(published_at=late.posted_at - timedelta(days=1))
    press(page, "Save the change")
    expect(page.get_by_label("What you wrote")).to_have_value(LONG)
    yield "edit over"
    following = followers.follow(comment=late.comment, email="a@example.org", is_confirmed=True)
    reader.open(links.follow_path(following))
    yield "follow"
    press(page, "Stop these mails")
    yield "follow, stopped"
    QAPage.objects.filter(pk=reader.article.pk).update(comment_policy="closed")
    reader.open(links.confirm_path(receipt))
    press(page, "Yes, this is mine")
    yield "confirm, closed"


def for_everybody(reader: Reader) -> Visits:
    page = reader.open(f"{reader.article.url}comments/c{reader.answered.pk}/report/")
    yield "report"
    press(page, "Send the report")
    yield "report with errors"
    page.get_by_label("It is advertising or spam").check()
    press(page, "Send the report")
    yield "report sent"
    reader.open(f"{reader.article.url}same-question/")
    yield "same question"
    press(page, "I have this question too")
    yield "same question, said"


def old_link(receipt: Receipt) -> str:
    """Return the link that confirms *receipt*, made four days ago."""
    with pytest.MonkeyPatch.context() as patch:
        four_days_ago = b62_encode(int(time.time()) - 4 * 24 * 60 * 60)
        patch.setattr(links._CONFIRM, "timestamp", lambda: four_days_ago)
        return links.confirm_path(receipt)


@pytest.fixture
def reader(page: Page, live_server, posted, monkeypatch) -> Reader:
    monkeypatch.setattr("qa.antispam.form.SHORTEST_TIME", 0)  # tests are faster than people are
    article = QAPageFactory(title="Pseudopseudohypoparathyroidism, and what it does to the hand")
    CommentFactory(page=article, name="Grace", text=f"Does it hurt? See {LONG}")
    return Reader(page, live_server.url, article, lambda **given: posted(article, **given))


class Witness:
    """Notes what the browser asks for, and says on its console of what a policy keeps from it."""

    def __init__(self, page: Page) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.policies: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("response", self.note_policy)

    def note_policy(self, response: Response) -> None:
        if response.request.resource_type == "document":
            self.policies.append(response.headers["content-security-policy"])

    def check(self, site: str) -> None:
        assert self.policies
        assert [found for found in self.policies if set(found.split("; ")) != POLICY] == []
        assert [url for url in self.asked if not url.startswith(site)] == []
        assert [text for text in self.said if not text.startswith(OF_OTHER_THINGS)] == []


@pytest.fixture
def witness(page: Page, settings) -> Witness:
    """Return a witness under a policy that is stricter than that of the site."""
    sources = dict(directive.split(" ", 1) for directive in POLICY)
    directives = {name: [source] for name, source in sources.items()}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    return Witness(page)


@pytest.mark.parametrize("journey", [while_writing, receipts, for_its_author, for_everybody])
def test_every_page_is_accessible_and_narrow_and_sound_under_a_strict_policy(
    page: Page, reader, witness, journey
) -> None:
    inline, violations, widths = {}, {}, {}
    for name in journey(reader):
        inline[name] = page.evaluate(INLINE)
        for view in views(page):
            violations[name, *view] = obstacles(page)
            widths[name, *view] = page.evaluate("document.documentElement.scrollWidth")
    assert {where: found for where, found in inline.items() if found} == {}
    assert {where: found for where, found in violations.items() if found} == {}
    assert {where: width for where, width in widths.items() if width != where[1]} == {}
    witness.check(reader.site)
