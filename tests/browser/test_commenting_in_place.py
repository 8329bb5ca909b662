"""With a script the form opens within the discussion, and what was typed is hard to lose."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from qa.antispam.text import clean_text
from qa.comments.links import manage_path
from tests.browser.looking import without_script
from tests.browser.test_commenting import RECEIPT, press, write
from tests.factories import QAPageFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

# What every key press may not miss: where the focus is, and whether one sees it.
FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  return {
    name: element.name || element.innerText.trim(),
    top: element.getBoundingClientRect().bottom + scrollY,
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
  };
}"""


def text_of(page: Page) -> Locator:
    return page.get_by_label("Your comment")


def open_form(page: Page, address: str, link: str = "Add a comment") -> None:
    page.goto(address)
    page.get_by_role("link", name=link).click()
    expect(text_of(page)).to_be_visible()


def test_the_form_opens_where_the_link_was(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    expect(page).to_have_url(live_server.url + article.url)
    expect(page.locator("#comments").get_by_label("Your name")).to_be_focused()


def test_answering_another_comment_keeps_what_was_typed(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", email="ada@example.org", text="Only at first.")
    page.get_by_label("Tell me about replies").check()
    page.get_by_role("link", name="Reply to Grace").click()
    form = page.get_by_role("listitem").get_by_role("form", name="Reply to Grace")
    expect(form).to_have_count(1)
    expect(form.get_by_label("Your name")).to_have_value("Ada")
    expect(form.get_by_label("Your e-mail address")).to_have_value("ada@example.org")
    expect(form.get_by_label("Your comment")).to_have_value("Only at first.")
    expect(form.get_by_label("Tell me about replies")).to_be_checked()


TYPED = {
    "blanks": " two \r\nlines\n",
    "composed": "Wo\u0308rter",
    "pictographs": "👩‍👩‍👧 and 🏴",
    "blank lines": "a  \n\n\n\n\n\nb\t",
    "too long": "x" * 3001,
}


def test_the_counter_counts_as_the_server(page: Page, live_server, article, subtests) -> None:
    open_form(page, live_server.url + article.url)
    for kind, typed in TYPED.items():
        with subtests.test(kind):
            text_of(page).fill(typed)
            expected = f"{len(clean_text(typed))} / 3000"
            expect(page.locator(".field__count")).to_have_text(expected)


def test_a_long_text_is_not_cut_when_it_is_pasted(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    text_of(page).focus()
    page.keyboard.insert_text("x" * 3100)
    expect(page.locator(".field__count--over")).to_have_text("3100 / 3000")


def test_the_counter_is_quiet_until_it_matters(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    text_of(page).fill("Short")
    expect(page.locator(".field__count")).to_have_attribute("aria-live", "off")
    text_of(page).fill("x" * 2990)
    expect(page.locator(".field__count")).to_have_attribute("aria-live", "polite")


def test_cancel_puts_the_focus_back(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url, "Reply to Grace")
    press(page, "Cancel")
    expect(page.get_by_role("link", name="Reply to Grace")).to_be_focused()
    expect(page.locator("main form")).to_have_count(0)


def test_what_cannot_be_taken_leads_to_the_whole_page(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url, "Reply to Grace")
    write(page, email="ada@", text="Only at first.")
    press(page, "Post reply")
    expect(page).to_have_title(re.compile("^Error: Reply to a comment"))
    expect(page.get_by_label("Your e-mail address")).to_have_value("ada@")
    expect(text_of(page)).to_have_value("Only at first.")
    expect(page.locator(".field__count")).to_have_text("14 / 3000")


def test_a_click_with_ctrl_opens_the_page(page: Page, live_server, article) -> None:
    page.goto(live_server.url + article.url)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Add a comment").click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(f"{live_server.url}{article.url}comment/")
    expect(page.locator("main form")).to_have_count(0)


def test_the_link_leads_to_the_page_where_the_form_cannot_be_fetched(
    page: Page, live_server, article
) -> None:
    page.route(
        "**/comment/",
        lambda route: (
            route.abort() if route.request.resource_type == "fetch" else route.continue_()
        ),
    )
    open_form(page, live_server.url + article.url)
    expect(page).to_have_url(f"{live_server.url}{article.url}comment/")


# The draft


def test_a_draft_survives_a_reload(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", text="A long story")
    open_form(page, live_server.url + article.url, "Reply to Grace")
    expect(text_of(page)).to_have_value("A long story")
    expect(page.locator(".field__count")).to_have_text("12 / 3000")
    expect(page.get_by_label("Your name")).to_have_value("")


def test_a_draft_survives_a_closed_form(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    text_of(page).fill("A long story")
    press(page, "Cancel")
    page.get_by_role("link", name="Add a comment").click()
    expect(text_of(page)).to_have_value("A long story")


def test_a_draft_survives_a_broken_connection(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", text="A long story")
    page.route("**/comment/", lambda route: route.abort())
    press(page, "Post comment")
    page.wait_for_url("chrome-error:**")
    page.unroute("**/comment/")
    open_form(page, live_server.url + article.url)
    expect(text_of(page)).to_have_value("A long story")


def test_a_draft_goes_when_the_comment_has_arrived(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", text="A long story")
    press(page, "Post comment")
    expect(page).to_have_url(RECEIPT)
    open_form(page, live_server.url + article.url)
    expect(text_of(page)).to_have_value("")
    assert page.evaluate("sessionStorage.length") == 0


def test_a_draft_goes_though_the_server_has_cleaned_it(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    link = f"https://example.org/{'long/' * 20}"
    write(page, name="Ada", text=f'  Wo\u0308rter\u200b \r\n\n\n\n\n\n"&<b> 👩‍👩‍👧 {link}\n ')
    press(page, "Post comment")
    expect(page).to_have_url(RECEIPT)
    assert page.evaluate("sessionStorage.length") == 0


def test_an_older_receipt_leaves_a_draft_that_was_not_sent(
    page: Page, live_server, article, posted
) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", text="A long story")
    page.route("**/comment/", lambda route: route.abort())
    press(page, "Post comment")
    page.wait_for_url("chrome-error:**")
    page.unroute("**/comment/")
    page.goto(live_server.url + manage_path(posted()))
    expect(page.get_by_role("status")).to_be_visible()
    open_form(page, live_server.url + article.url)
    expect(text_of(page)).to_have_value("A long story")


def test_the_receipt_of_another_article_leaves_a_draft_with_the_same_words(
    page: Page, live_server, article, posted
) -> None:
    open_form(page, live_server.url + article.url)
    write(page, name="Ada", text="It gets better with time.")
    page.goto(live_server.url + manage_path(posted(QAPageFactory())))
    expect(page.get_by_role("status")).to_be_visible()
    open_form(page, live_server.url + article.url)
    expect(text_of(page)).to_have_value("It gets better with time.")


def test_a_draft_stays_with_its_article_and_its_tab(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    text_of(page).fill("A long story")
    assert page.evaluate("localStorage.length") == 0
    open_form(page, live_server.url + QAPageFactory().url)
    expect(text_of(page)).to_have_value("")


# By keyboard alone


def tab_to(page: Page, name: str) -> None:
    """Press Tab until *name* is reached; each stop must be seen, and stand below the last one."""
    last = 0
    for _press in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        assert stop["outline"] >= 2, stop
        assert stop["name"] != "website"
        assert stop["top"] >= last, stop
        last = stop["top"] - 10  # side by side on one line
        if stop["name"] == name:
            return
    pytest.fail(f"Tab never reaches {name}")


@pytest.mark.parametrize(
    "has_script",
    [True, pytest.param(False, marks=without_script)],
)
def test_the_keyboard_alone_posts_a_comment(page: Page, live_server, article, has_script) -> None:
    page.goto(live_server.url + article.url)
    tab_to(page, "Add a comment")
    page.keyboard.press("Enter")
    if has_script:
        expect(page.get_by_label("Your name")).to_be_focused()
    else:
        page.wait_for_url("**/comment/")
        tab_to(page, "name")
    page.keyboard.type("Ada")
    tab_to(page, "email")
    page.keyboard.type("ada@example.org")
    tab_to(page, "text")
    page.keyboard.type("Only at first.")
    tab_to(page, "follow")
    page.keyboard.press("Space")
    tab_to(page, "action")
    page.keyboard.press("Enter")
    expect(page).to_have_url(RECEIPT)
    expect(page.get_by_role("status")).to_contain_text("It waits for you to confirm your address.")


def test_paper_has_no_forms_and_no_links_that_post(page: Page, live_server, article) -> None:
    open_form(page, live_server.url + article.url)
    page.emulate_media(media="print")
    posting = page.locator(
        "form, button, a[href*='/comment/'], a[href$='/report/'], a[href$='/same-question/']"
    )
    assert posting.count() >= 5
    assert [element.inner_text() for element in posting.all() if element.is_visible()] == []
