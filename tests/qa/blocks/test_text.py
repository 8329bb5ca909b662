import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import ListBlock, ParagraphBlock


def render(block, value) -> BeautifulSoup:
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


def test_a_paragraph_keeps_its_inline_marks() -> None:
    soup = render(ParagraphBlock(), "<p>H<sub>2</sub>O is <b>not</b> <i>a drug</i>.</p>")
    assert str(soup.p) == "<p>H<sub>2</sub>O is <b>not</b> <i>a drug</i>.</p>"


def test_a_paragraph_offers_neither_headings_nor_lists() -> None:
    offered = ParagraphBlock().field.widget.options
    assert not offered.get("blockTypes")


def test_a_bulleted_list_is_unordered() -> None:
    soup = render(ListBlock(), {"style": "bulleted", "items": ["<p>One</p>", "<p>Two</p>"]})
    assert [item.text for item in soup.select("ul > li")] == ["One", "Two"]


def test_a_numbered_list_is_ordered() -> None:
    soup = render(ListBlock(), {"style": "numbered", "items": ["<p>First</p>", "<p>Then</p>"]})
    assert [item.text for item in soup.select("ol > li")] == ["First", "Then"]


def test_an_item_keeps_its_marks() -> None:
    soup = render(ListBlock(), {"style": "bulleted", "items": ["<p><b>Rest</b> first</p>"]})
    assert soup.li.b.text == "Rest"


def test_a_list_without_items_is_refused() -> None:
    block = ListBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"style": "bulleted", "items": []}))
    assert list(refusal.value.block_errors) == ["items"]
