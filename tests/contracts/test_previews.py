"""Editors preview what readers will get: before the first save, half filled, and as a draft."""

import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(admin=True))
    return client


def form(**fields) -> dict:
    """Return the editor's form of an answer with nothing in it but *fields*."""
    empty = {
        "title": "",
        "slug": "",
        "question": rich_text(""),
        "asker_name": "",
        "asked_on": "",
        "expert": "",
        "introduction": rich_text(""),
        "body": streamfield([]),
        "related_answers": streamfield([]),
        "corrections": streamfield([]),
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return nested_form_data({**empty, **fields})


def new_section(heading: str, *content: tuple) -> tuple:
    return ("section", {"heading": heading, "anchor": "", "content": streamfield(list(content))})


def preview(editor, address: str, data: dict) -> BeautifulSoup:
    """Send the form as the editor's browser does, and return the page it then shows."""
    sent = editor.post(address, data)
    assert json.loads(sent.content)["is_valid"], sent.content
    shown = editor.get(address)
    assert shown.status_code == 200
    return BeautifulSoup(shown.content, "html.parser")


def add_address() -> str:
    parent = QAIndexPageFactory()
    return reverse("wagtailadmin_pages:preview_on_add", args=["qa", "qapage", parent.pk])


def edit_address(page) -> str:
    return reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])


def test_a_page_never_saved_is_shown_as_readers_will_get_it(editor) -> None:
    soup = preview(
        editor,
        add_address(),
        form(
            title="Will it heal?",
            question=rich_text("<p>My hand is numb.</p>"),
            expert=ExpertPageFactory(title="Dr Known").pk,
            body=streamfield(
                [new_section("First things first", ("paragraph", rich_text("<p>Rest.</p>")))]
            ),
        ),
    )
    assert soup.h1.text == "Will it heal?"
    assert soup.select_one("#question").text.count("My hand is numb.") == 1
    assert soup.select_one("a[rel=author]").text == "Dr Known"
    assert soup.select_one("h2#first-things-first")


def test_a_page_with_nothing_but_a_title_can_be_previewed(editor) -> None:
    assert preview(editor, add_address(), form(title="Only this")).h1.text == "Only this"


HALF_FILLED = [
    new_section(""),
    new_section("Only a heading"),
    ("key_points", {"title": "", "points": {"count": 0}}),
    ("callout", {"kind": "", "title": "", "text": rich_text("")}),
    ("references", {"count": 0}),
    new_section("", ("image", {"image": "", "alt_text": "", "caption": "", "credit": ""})),
    new_section("", ("quotation", {"text": "", "attribution": "", "source_url": ""})),
    new_section("", ("list", {"style": "", "items": {"count": 0}})),
    new_section("", ("video", {"url": "", "title": "", "poster": "", "transcript": rich_text("")})),
    new_section("", ("table", {"caption": "", "column-count": 0, "row-count": 0})),
    new_section("", ("subsection", {"heading": "", "content": streamfield([])})),
]


@pytest.mark.parametrize("block", HALF_FILLED, ids=str)
def test_a_block_that_is_only_half_filled_can_be_previewed(editor, block: tuple) -> None:
    soup = preview(editor, add_address(), form(title="Half filled", body=streamfield([block])))
    assert soup.h1.text == "Half filled"


def test_the_draft_of_a_live_page_is_shown_and_the_live_page_stays_as_it_is(editor) -> None:
    page = QAPageFactory(title="As it is")
    soup = preview(editor, edit_address(page), form(title="As it will be", slug=page.slug))
    assert soup.h1.text == "As it will be"
    assert "As it is" in editor.get(page.url).text


def test_a_preview_shows_the_discussion_to_read(editor) -> None:
    comment = CommentFactory(text="Thank you.")
    page = comment.page.specific
    soup = preview(editor, edit_address(page), form(title=page.title, slug=page.slug))
    assert "Thank you." in soup.select_one(f"#comments article#c{comment.pk}").text


def test_nothing_in_a_preview_can_post(editor) -> None:
    page = CommentFactory().page.specific
    soup = preview(editor, edit_address(page), form(title=page.title, slug=page.slug))
    assert not soup.select("form[method], main button, a[href*='/comment/']")


def test_a_preview_of_a_page_never_saved_says_where_comments_will_be(editor) -> None:
    soup = preview(editor, add_address(), form(title="New"))
    assert "This is a preview" in soup.select_one("#comments").text


def test_a_saved_draft_is_not_found_by_readers_but_by_its_editor(editor, client) -> None:
    page = QAPageFactory(draft=True, title="Not yet")
    view = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    editor.logout()
    assert "Not yet" in view.text
    assert editor.get(page.url).status_code == 404
