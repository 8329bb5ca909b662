import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import CalloutBlock


def render(**value) -> BeautifulSoup:
    block = CalloutBlock()
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


@pytest.mark.parametrize("kind", ["note", "caution", "emergency"])
def test_the_kind_shows_in_the_class(kind: str) -> None:
    assert f"callout--{kind}" in render(kind=kind, text="<p>Text.</p>").div["class"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("note", "Good to know"), ("caution", "Take care"), ("emergency", "Emergency")],
)
def test_without_a_title_the_kind_is_named_in_words(kind: str, name: str) -> None:
    title = render(kind=kind, title="", text="<p>Text.</p>").select_one(".callout__title")
    assert title.text.strip() == name


def test_a_title_stands_instead_of_the_kind() -> None:
    soup = render(kind="emergency", title="Call 999", text="<p>Text.</p>")
    assert soup.select_one(".callout__title").text.strip() == "Call 999"


def test_the_box_is_announced_as_a_note() -> None:
    assert render(kind="note", text="<p>Text.</p>").div["role"] == "note"


def test_the_text_keeps_its_marks() -> None:
    assert render(kind="note", text="<p>Do <b>not</b> wait.</p>").b.text == "not"


def test_an_unknown_kind_is_refused() -> None:
    block = CalloutBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"kind": "panic", "text": "<p>Text.</p>"}))
    assert list(refusal.value.block_errors) == ["kind"]
