"""Every page of the desks: accessible in light and dark, and whole on a narrow screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from qa.comments.links import approve_path
from qa.comments.models import Comment, Decline, HeldAuthor, ReplyDraft, Report
from qa.comments.services import post_comment
from tests.browser.looking import NARROW, WIDE, log_in, obstacles, views
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
)

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


def check(page: Page, subtests, address: str) -> None:
    page.evaluate(OPEN)
    for width, scheme in views(page, [(WIDE, "light"), (NARROW, "dark")]):
        with subtests.test(address=address, width=width, scheme=scheme):
            assert obstacles(page) + page.evaluate(TOO_WIDE) == []


def test_axe_finds_nothing_on_the_desks(page: Page, live_server, asked, subtests) -> None:
    log_in(page.context, asked.page.specific.expert.user, live_server.url)
    for address in addresses(asked):
        page.goto(live_server.url + address)
        check(page, subtests, address)
    page.goto(live_server.url + reverse("qa_desk:queue"))
    page.evaluate(ASK_ABOUT_ALL)
    page.get_by_role("heading", name="Reject").wait_for()
    check(page, subtests, "many at once")
