from bs4 import BeautifulSoup

from qa.blocks import SectionBlock, SubsectionBlock


def render(block, value: dict) -> BeautifulSoup:
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


PARAGRAPH = {"type": "paragraph", "value": "<p>Text.</p>"}


def test_a_section_has_a_second_level_heading_with_its_anchor_as_id() -> None:
    soup = render(SectionBlock(), {"heading": "Safety", "anchor": "is-it-safe", "content": []})
    assert str(soup.section.h2) == '<h2 id="is-it-safe">Safety</h2>'


def test_a_section_without_anchor_takes_its_id_from_the_heading() -> None:
    soup = render(SectionBlock(), {"heading": "Using stem cells", "content": []})
    assert soup.h2["id"] == "using-stem-cells"


def test_a_section_shows_its_content_below_the_heading() -> None:
    soup = render(SectionBlock(), {"heading": "Safety", "content": [PARAGRAPH]})
    assert soup.h2.find_next_sibling("p").text == "Text."


def test_a_subsection_has_a_third_level_heading() -> None:
    subsection = {"type": "subsection", "value": {"heading": "Smaller", "content": [PARAGRAPH]}}
    soup = render(SectionBlock(), {"heading": "Safety", "content": [subsection]})
    assert soup.select_one("section section > h3").text == "Smaller"


def test_a_heading_is_escaped() -> None:
    soup = render(SectionBlock(), {"heading": "<b>Bold</b>", "content": []})
    assert soup.h2.text == "<b>Bold</b>"


def test_a_blank_heading_is_tolerated_as_previews_need_it() -> None:
    soup = render(SectionBlock(), {"heading": "", "content": [PARAGRAPH]})
    assert soup.h2["id"] == "section"


def test_a_section_straight_from_an_empty_form_renders() -> None:
    block = SectionBlock()
    assert "section" in block.render(block.get_default())


def test_a_subsection_cannot_hold_another_one() -> None:
    assert "subsection" not in SubsectionBlock().child_blocks["content"].child_blocks
