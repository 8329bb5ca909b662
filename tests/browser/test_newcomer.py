"""A newcomer writes an answer, previews it before saving anything, publishes and reads it."""

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTimeError

from tests.factories import ExpertPageFactory, QAIndexPageFactory, UserFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


def log_in(page: Page, site: str) -> None:
    UserFactory(admin=True, username="newcomer", password="correct horse battery")
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill("newcomer")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="Topics")).to_be_visible()


def write(page: Page, title: str, question: str, expert: str) -> None:
    page.locator("[name=title]").fill(title)
    page.locator("[data-contentpath=question] [role=textbox]").click()
    page.keyboard.type(question)
    page.get_by_role("button", name="Choose a page (Expert)").first.click()
    page.get_by_role("link", name=expert).click()


def insert_block(page: Page, button: Locator, name: str) -> None:
    """Choose a block from the list that *button* opens.

    Now and then Wagtail closes the list as soon as it is open; then people press again.
    """
    option = page.get_by_role("option", name=name).first
    for _attempt in range(3):
        button.click()
        try:
            option.click(timeout=5_000)
        except NotInTimeError:
            continue
        return
    raise AssertionError(f"There is no block {name}.")


def add_section(page: Page, number: int, heading: str, text: str) -> None:
    body = page.locator("[data-contentpath=body]")
    insert_block(page, body.get_by_title("Insert a block").last, "Section")
    page.locator(f"[name='body-{number}-value-heading']").fill(heading)
    content = body.locator("[data-contentpath=content]").nth(number)
    insert_block(page, content.get_by_title("Insert a block").first, "Paragraph")
    content.locator("[role=textbox]").last.click()
    page.keyboard.type(text)


def test_a_newcomer_writes_previews_publishes_and_reads_an_answer(page: Page, live_server) -> None:
    ExpertPageFactory(title="Dr Known")
    parent = QAIndexPageFactory(title="Ask", slug="ask")
    log_in(page, live_server.url)
    page.goto(f"{live_server.url}/admin/pages/add/qa/qapage/{parent.pk}/")
    write(page, "Will the hand get better?", "My hand is numb.", "Dr Known")
    add_section(page, 0, "What happened", "The nerve was bruised.")
    add_section(page, 1, "What helps", "Time and practice.")

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title=Preview]").first
    expect(preview.locator("h1")).to_have_text("Will the hand get better?")
    expect(preview.locator("h2#what-helps")).to_be_visible()
    page.get_by_role("button", name="Toggle preview").click()

    # Wagtail answers with an error where its automatic first save and Publish cross each other.
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    page.get_by_role("button", name="More actions").first.click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**/admin/pages/{parent.pk}/")
    page.context.clear_cookies()
    page.goto(f"{live_server.url}/ask/will-the-hand-get-better/")
    expect(page.locator("h1")).to_have_text("Will the hand get better?")
    expect(page.locator("main")).to_contain_text("Time and practice.")
