"""The search in a real browser: suggestions by keyboard, and a page for everybody."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import NARROW, obstacles, views
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, TopicFactory
from tests.qa.search.searching import build_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def searched(live_server, page: Page) -> Page:
    """Open the results for "nerve": answers, an expert, topics and a comment."""
    for number, name in enumerate(("Stroke", "Sight")):
        topic = TopicFactory(name=f"{name} and nerve")
        QAPageFactory(title=f"Nerve {number}", topics=[topic], updated_on=f"202{number}-01-02")
    ExpertPageFactory(title="Dr Nerve")
    CommentFactory(text="My nerve grew back.")
    build_index()
    page.goto(f"{live_server.url}/search/?q=nerve")
    return page


def combobox(page: Page) -> Locator:
    """Step into the box, which brings the script for it."""
    page.get_by_role("searchbox").focus()
    return page.get_by_role("combobox")


def test_the_results_have_no_obstacles_and_fit_a_small_screen(searched: Page, subtests) -> None:
    searched.set_viewport_size({"width": NARROW, "height": 700})
    searched.locator(".facet summary").first.click()
    expect(searched.locator(".facet[open] a").first).to_be_visible()
    assert searched.evaluate("document.documentElement.scrollWidth") <= NARROW
    box = searched.locator("#search-words")
    box.fill("")
    box.press_sequentially("ner")
    expect(searched.get_by_role("option").first).to_be_visible()
    for _width, scheme in views(searched, [(NARROW, "light"), (NARROW, "dark")]):
        with subtests.test(scheme):
            expect(searched.get_by_role("option").first).to_be_visible()
            assert obstacles(searched) == []


def test_a_suggestion_is_chosen_by_keyboard_and_escape_takes_the_list_away(searched: Page) -> None:
    box = combobox(searched)
    box.fill("")
    box.press_sequentially("nerve")
    options = searched.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("nerve")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "search-words-list-0")
    box.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "false")
    box.press("ArrowDown")
    title = options.first.evaluate("option => option.firstChild.textContent")
    box.press("Enter")
    expect(searched.get_by_role("heading", level=1)).to_contain_text(title)


def test_enter_searches_and_the_box_works_without_the_script(
    browser, live_server, searched
) -> None:
    combobox(searched).fill("stroke")
    searched.keyboard.press("Enter")
    expect(searched).to_have_url(f"{live_server.url}/search/?q=stroke")
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(live_server.url)
    plain.get_by_role("searchbox").fill("nerve")
    plain.get_by_role("button", name="Search").click()
    expect(plain.get_by_role("heading", name="Nerve 0")).to_be_visible()
    plain.context.close()
