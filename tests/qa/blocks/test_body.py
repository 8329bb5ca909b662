"""Anchors of sections, and what holds for every block of a body."""

import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StreamBlockValidationError, StreamValue

from qa.blocks import BodyBlock, SectionBlock
from qa.blocks.body import RESERVED_ANCHORS, give_anchors
from tests.factories import ImageFactory

REFERENCES = {"type": "references", "value": [{"title": "A study"}]}


def body_of(*sections: tuple[str, str]) -> StreamValue:
    """Return a body with a section for each (heading, anchor)."""
    return BodyBlock().to_python(
        [
            {
                "type": "section",
                "value": {
                    "heading": heading,
                    "anchor": anchor,
                    "content": [{"type": "paragraph", "value": "<p>Text.</p>"}],
                },
            }
            for heading, anchor in sections
        ]
    )


def anchors(body: StreamValue) -> list[str]:
    return [child.value["anchor"] for child in give_anchors(body)]


def block_values(image_id: int) -> dict[str, object]:
    """Return a value for every block that can stand in a section."""
    return {
        "paragraph": "<p>A <b>paragraph</b>.</p>",
        "list": {"style": "numbered", "items": ["<p>One</p>"]},
        "image": {"image": image_id, "alt_text": "A nerve", "caption": "Cut", "credit": "Us"},
        "quotation": {"text": "Words", "attribution": "Her", "source_url": "https://a.example/"},
        "callout": {"kind": "caution", "title": "", "text": "<p>Careful.</p>"},
        "table": {
            "caption": "Two",
            "columns": [{"type": "text", "heading": "What"}],
            "rows": [{"values": ["This"]}],
        },
        "video": {"url": "https://youtu.be/abcdefghijk", "title": "A talk", "poster": image_id},
        "key_points": {"title": "In short", "points": ["A point"]},
        "subsection": {"heading": "Smaller", "content": []},
    }


def test_a_new_section_gets_its_anchor_from_the_heading() -> None:
    assert anchors(body_of(("Importance of safety", ""))) == ["importance-of-safety"]


def test_an_anchor_stays_when_the_heading_changes() -> None:
    assert anchors(body_of(("A new heading", "old-heading"))) == ["old-heading"]


def test_two_sections_of_the_same_heading_get_different_anchors() -> None:
    assert anchors(body_of(("Safety", ""), ("Safety", ""))) == ["safety", "safety-2"]


@pytest.mark.parametrize(
    ("heading", "anchor"), [("Comments", "comments-2"), ("C12", "c12-2"), ("Main", "main-2")]
)
def test_an_id_the_page_itself_uses_is_not_given_to_a_section(heading: str, anchor: str) -> None:
    assert anchors(body_of((heading, ""))) == [anchor]


@pytest.mark.parametrize("anchor", sorted([*RESERVED_ANCHORS, "c1"]))
def test_an_anchor_that_is_reserved_gives_way_even_if_an_editor_typed_it(anchor: str) -> None:
    assert anchors(body_of(("Heading", anchor))) == [f"{anchor}-2"]


def test_a_copied_section_gives_way_to_the_one_it_was_copied_from() -> None:
    body = body_of(("Safety", "safety"), ("Safety in children", "safety"))
    assert anchors(body) == ["safety", "safety-2"]


def test_a_new_section_does_not_take_the_anchor_of_a_later_one() -> None:
    assert anchors(body_of(("Safety", ""), ("Risks", "safety"))) == ["safety-2", "safety"]


def test_a_section_without_heading_or_anchor_is_left_alone() -> None:
    assert not anchors(body_of(("", "")))[0]


def test_a_heading_without_latin_letters_still_gets_an_anchor() -> None:
    assert anchors(body_of(("神経", ""))) == ["section"]


@pytest.mark.parametrize("heading", ["A rather long heading " * 5, "The snake_case gene"])
def test_an_anchor_that_was_given_passes_at_the_next_save(heading: str) -> None:
    section = {"heading": heading.strip(), "anchor": anchors(body_of((heading.strip(), "")))[0]}
    anchor_block = SectionBlock().child_blocks["anchor"]
    assert anchor_block.clean(section["anchor"]) == section["anchor"]


def test_a_copy_of_a_section_with_a_long_anchor_passes_at_the_next_save() -> None:
    second = anchors(body_of(("One", "a" * 80), ("Two", "a" * 80)))[1]
    assert SectionBlock().child_blocks["anchor"].clean(second) == second


def test_cleaning_the_body_gives_the_anchors() -> None:
    cleaned = BodyBlock().clean(body_of(("Using stem cells", "")))
    assert cleaned[0].value["anchor"] == "using-stem-cells"


def test_a_second_list_of_references_is_refused() -> None:
    with pytest.raises(StreamBlockValidationError):
        BodyBlock().clean(BodyBlock().to_python([REFERENCES, REFERENCES]))


@pytest.mark.django_db
def test_no_block_writes_a_style_attribute_or_a_script() -> None:
    values = block_values(ImageFactory().pk)
    section = SectionBlock()
    assert set(values) == set(section.child_blocks["content"].child_blocks)
    content = [{"type": name, "value": value} for name, value in values.items()]
    body = BodyBlock().to_python(
        [
            {"type": "section", "value": {"heading": "All", "content": content}},
            {"type": "callout", "value": {"kind": "note", "text": "<p>Note.</p>"}},
            {"type": "key_points", "value": {"points": ["A point"]}},
            REFERENCES,
        ]
    )
    soup = BeautifulSoup(BodyBlock().render(body), "html.parser")
    assert not soup.select("[style], script, style, iframe, [onclick], [onerror], [onload]")
