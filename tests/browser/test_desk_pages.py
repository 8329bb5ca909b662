"""Every page of the desks: accessible in light and dark, and whole on a narrow screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page

from qa.comments.links import approve_path
from qa.comments.models import Comment, Decline, HeldAuthor, ReplyDraft, Report
from qa.comments.services import post_comment
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
)

from .test_commenting_pages import AXE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

FINDING = {"rule": "prices", "verdict": 2, "reason": "It names a price."}
OPEN = "() => document.querySelectorAll('.desk details').forEach((each) => { each.open = true; })"
# As on a queue of several pages.
ASK_ABOUT_ALL = """() => {
  const form = document.getElementById("desk-bulk");
  form.querySelector("[name=scope]").value = "all";
  form.requestSubmit(form.querySelector("[value=rejected]"));
}"""
# Wagtail scrolls a part of the page, so that the page itself is never too wide.
TOO_WIDE = """() => [...document.querySelectorAll(".desk *")]
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 1 && each.checkVisibility())
  .map((each) => `too wide: ${each.outerHTML.slice(0, 100)}`)"""


@pytest.fixture
def asked() -> Comment:
    """Return a comment that waits for an expert, with something in every list of the desks."""
    user = UserFactory(admin=True, first_name="Mo")
    expert = ExpertPageFactory(title="Dr Jane Roe", post_nominals="MD", user=user)
    answer = QAPageFactory(expert=expert, topics=[TopicFactory(name="Nerves")])
    for state in ("pending", "spam", "public", "rejected"):
        receipt = ReceiptFactory(
            confirmed=True, comment__page=answer, comment__state=state, findings=[FINDING]
        )
    HeldAuthor.objects.create(address_key=receipt.address_key, held_by=user, reason="Adverts")
    asked = CommentFactory(page=answer, name="Ada", text="Does it heal? I am afraid of it.")
    CommentFactory(reply_to=asked, name="Bo", text="It did with me.")
    Report.objects.create(comment=asked, reason="harmful", detail="Too hopeful.")
    Comment.objects.filter(state="pending").update(is_urgent=True)
    Decline.objects.create(comment=CommentFactory(page=answer), reason="see_doctor")
    ReplyDraft.objects.create(comment=asked, user=user, text="It often does.", quoted_text="")
    post_comment(
        page=answer, text="Held.", user=user, expert=expert, reply_to=asked, state="pending"
    )
    reply = {"title": "Hello", "text": "Dear {name}"}
    CommentSettingsFactory(canned_replies=[{"type": "reply", "value": reply, "id": "a1"}])
    return asked


def addresses(asked: Comment) -> list[str]:
    lists = ["queue", "reported", "unanswered", "spam", "all", "held_authors", "report", "log"]
    lists += ["expert", "expert_others", "expert_drafts", "expert_sent", "expert_declined"]
    moderator = asked.page.specific.expert.user
    waiting = Comment.objects.filter(state="pending").first()
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[asked.page.get_parent().pk]),
        *(approve_path(waiting, user=moderator, to=to) for to in ("public", "rejected")),
        *(reverse(f"qa_desk:{name}") for name in lists),
        *(reverse(f"qa_desk:{name}", args=[asked.pk]) for name in ("reply", "redact")),
    ]


def faults_of(page: Page) -> list[str]:
    page.evaluate(OPEN)
    page.evaluate(Axe().axe_script)
    found = page.evaluate(AXE)["violations"]
    faults = [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
    return faults + page.evaluate(TOO_WIDE)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_nothing_on_the_desks(
    browser: Browser, client, live_server, asked, subtests, width: int, scheme: str
) -> None:
    client.force_login(asked.page.specific.expert.user)
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 900}, base_url=live_server.url
    )
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
    page = context.new_page()
    for address in addresses(asked):
        with subtests.test(address=address):
            page.goto(address)
            assert faults_of(page) == []
    with subtests.test(address="many at once"):
        page.goto(reverse("qa_desk:queue"))
        page.evaluate(ASK_ABOUT_ALL)
        page.get_by_role("heading", name="Reject").wait_for()
        assert faults_of(page) == []
    context.close()
