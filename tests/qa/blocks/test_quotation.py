import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import QuotationBlock

SOURCE = "https://www.example.org/speech"


def render(**value) -> BeautifulSoup:
    block = QuotationBlock()
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


def test_the_quoted_words_are_a_blockquote_that_cites_its_source() -> None:
    soup = render(text="Hope is not a plan.", source_url=SOURCE)
    assert soup.blockquote.text == "Hope is not a plan."
    assert soup.blockquote["cite"] == SOURCE


def test_whoever_said_it_links_to_where_it_stands() -> None:
    link = render(text="Words", attribution="A surgeon", source_url=SOURCE).figcaption.a
    assert (link.text, link["href"]) == ("A surgeon", SOURCE)


def test_an_attribution_without_source_is_plain_text() -> None:
    caption = render(text="Words", attribution="A surgeon").figcaption
    assert caption.text == "A surgeon"
    assert caption.a is None


def test_a_quotation_from_nobody_has_no_caption() -> None:
    assert render(text="Words").figcaption is None


def test_line_breaks_are_kept_and_markup_is_not() -> None:
    quoted = render(text="One\n\n<em>Two</em>").blockquote
    assert [paragraph.text for paragraph in quoted.find_all("p")] == ["One", "<em>Two</em>"]


def test_a_source_that_is_a_script_is_refused() -> None:
    block = QuotationBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"text": "Words", "source_url": "javascript:alert(1)"}))
    assert list(refusal.value.block_errors) == ["source_url"]
