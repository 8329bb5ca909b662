"""At the desks, words are picked from a comment by selecting them."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from qa.comments.models import Comment
from tests.browser.looking import log_in
from tests.factories import CommentFactory, ExpertPageFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

SELECT = """(words) => {
  const text = document.querySelector("#comment-text p").firstChild;
  const start = text.data.indexOf(words);
  getSelection().setBaseAndExtent(text, start, text, start + words.length);
}"""


@pytest.fixture
def comment(page: Page, live_server) -> Comment:
    """Return a comment, with somebody at the desk who moderates and is an expert."""
    expert = ExpertPageFactory(title="Dr Jane Roe", user=UserFactory(admin=True))
    log_in(page.context, expert.user, live_server.url)
    return CommentFactory(text="Is it safe? Ask Dr Mabuse. Thank you.")


def test_selected_words_are_taken_out(page: Page, live_server, comment) -> None:
    page.goto(live_server.url + reverse("qa_desk:redact", args=[comment.pk]))
    for words in ("Dr Mabuse", "Thank you."):
        page.evaluate(SELECT, words)
        page.get_by_role("button", name="Add what is selected").click()
    page.get_by_role("button", name="Take them out").click()
    expect(page.get_by_text("The words are removed.")).to_be_visible()
    mark = "[removed by a moderator]"
    assert Comment.objects.get().comment == f"Is it safe? Ask {mark}. {mark}"


def test_selected_words_are_quoted_and_the_preview_follows(
    page: Page, live_server, comment
) -> None:
    page.goto(live_server.url + reverse("qa_desk:reply", args=[comment.pk]))
    page.evaluate(SELECT, "Is it safe?")
    page.get_by_role("button", name="Quote what is selected").click()
    page.get_by_label("Your reply").fill("Yes, it is.")
    preview = page.frame_locator("#reply-preview").locator(".comment--expert")
    expect(preview.locator("blockquote")).to_contain_text("Is it safe?")
    expect(preview.locator("blockquote")).not_to_contain_text("Mabuse")
    expect(preview).to_contain_text("Yes, it is.")
    page.get_by_role("button", name="Publish the reply").click()
    expect(page.get_by_text("Your reply is public.")).to_be_visible()
    assert Comment.objects.get(reply_to=comment).quoted_text == "Is it safe?"
