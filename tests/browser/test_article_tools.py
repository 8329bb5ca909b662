"""What scripts add to an answer, and what a first view of it costs."""

import gzip
import re

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from qa.comments.bulk import add_comments
from qa.comments.management.commands.fill_thread import made_up
from qa.comments.models import Helpfulness
from qa.models import QAPage
from tests.factories import ExpertPageFactory, QAPageFactory, TopicFactory
from tests.factories.pages import section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_REQUESTS = 5
MOST_BYTES = 30_000
MOST_SHIFT = 0.02
# Largest contentful paint and layout shifts, as the browser itself measures them.
VITALS = """() => new Promise((done) => {
  let shift = 0, largest = "";
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => { shift += entry.value; }))
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    const element = list.getEntries().at(-1).element;
    largest = element.localName === "img" ? `img ${element.width && element.height ? "sized" : ""}`
      : "text";
  }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => done({ shift, largest }), 500);
})"""


@pytest.fixture
def answer() -> QAPage:
    topic = TopicFactory()
    QAPageFactory(topics=[topic])
    paragraph = "Nerves grow by about a millimetre a day, and slower where they are old. " * 8
    return QAPageFactory(
        title="Can a face move again?",
        topics=[topic],
        expert=ExpertPageFactory(),
        body=[section(f"Part {number}", *[paragraph] * 3) for number in range(5)],
    )


def open_answer(page: Page, live_server, answer: QAPage) -> None:
    page.goto(live_server.url + answer.url)


def test_a_first_view_with_thirty_comments_is_light(page: Page, live_server, answer) -> None:
    add_comments(page=answer, entries=made_up(30, depth=4, seed=1))
    answered: list[Request] = []
    # Playwright leaves a mark on what it is given, and a method takes none.
    page.on("requestfinished", lambda request: answered.append(request))  # noqa: PLW0108
    open_answer(page, live_server, answer)
    page.wait_for_load_state("networkidle")
    loaded = [request for request in answered if request.resource_type not in {"image", "other"}]
    assert [url for url in (r.url for r in answered) if not url.startswith(live_server.url)] == []
    assert len(loaded) <= MOST_REQUESTS, [request.url for request in loaded]
    sizes = {request.url: on_the_wire(request) for request in loaded}
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def on_the_wire(request: Request) -> int:
    """Return how many bytes come; WhiteNoise, which is not there in tests, sends files packed."""
    sizes = request.sizes()
    body = sizes["responseBodySize"]
    if "/static/" in request.url:
        body = len(gzip.compress(request.response().body()))
    return body + sizes["responseHeadersSize"]


def test_nothing_jumps_and_the_largest_thing_is_text_or_a_sized_picture(
    page: Page, live_server, answer
) -> None:
    add_comments(page=answer, entries=made_up(30, depth=4, seed=1))
    open_answer(page, live_server, answer)
    page.mouse.move(9, 9)  # what scripts bring is brought
    expect(page.locator("save-answer:defined")).to_be_attached()
    vitals = page.evaluate(VITALS)
    assert vitals["shift"] <= MOST_SHIFT
    assert vitals["largest"] in {"text", "img sized"}


def test_the_contents_follow_the_reader(page: Page, live_server, answer) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_answer(page, live_server, answer)
    for part in ("Part 3", "Part 1"):
        page.get_by_role("heading", name=part).evaluate("(part) => part.scrollIntoView()")
        contents = page.get_by_role("navigation", name="Contents")
        expect(contents.locator("[aria-current=location]")).to_have_text(part)
        expect(contents).to_be_in_viewport()


def test_an_answer_is_saved_in_the_browser_and_removed_there(
    page: Page, live_server, answer
) -> None:
    open_answer(page, live_server, answer)
    page.get_by_role("button", name="Save for later").click()
    expect(page.get_by_role("button", name="Save for later", pressed=True)).to_be_visible()
    page.goto(live_server.url + "/saved/")
    saved = page.get_by_role("main").get_by_role("link", name=answer.title)
    expect(saved).to_have_attribute("href", answer.url)
    page.get_by_role("button", name=f"Remove: {answer.title}").click()
    expect(page.get_by_text("You have saved nothing yet.")).to_be_visible()


def test_what_another_script_left_in_the_storage_does_no_harm(page: Page, live_server) -> None:
    page.goto(live_server.url + "/saved/")
    kept = '[{"path": "javascript:alert(1)", "title": "x"}, {"path": "//evil.example"}, 7, null]'
    for value in (kept, "{", "7"):
        page.evaluate("(value) => localStorage.setItem('saved-answers', value)", value)
        page.reload()
        expect(page.get_by_text("You have saved nothing yet.")).to_be_visible()


def test_the_link_of_an_answer_is_copied(
    page: Page, context: BrowserContext, live_server, answer
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_answer(page, live_server, answer)
    page.get_by_text("Share", exact=True).click()
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == answer.full_url
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Copied")).to_be_hidden()


def test_whether_it_helped_is_said_without_leaving_the_answer(
    page: Page, live_server, answer
) -> None:
    open_answer(page, live_server, answer)
    page.get_by_role("link", name="No", exact=True).click()
    expect(page.get_by_text("Thank you, that helps our editors.")).to_be_visible()
    expect(page).to_have_url(re.compile(f"{answer.url}$"))
    assert Helpfulness.objects.get(pk=answer.pk).no == 1


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_without_scripts_what_needs_them_is_not_shown(page: Page, live_server, answer) -> None:
    open_answer(page, live_server, answer)
    for hidden in ("Save for later", "Print", "Copy the link"):
        expect(page.get_by_role("button", name=hidden)).to_have_count(0)
    page.get_by_text("Share", exact=True).click()
    expect(page.get_by_role("link", name="By e-mail")).to_be_visible()
    page.get_by_role("link", name="Yes", exact=True).click()
    page.get_by_role("button", name="Yes").click()
    expect(page.get_by_text("Thank you, that helps our editors.")).to_be_visible()
