import pytest
from bs4 import BeautifulSoup

from qa.blocks import TableBlock


def render(caption: str = "Who can be helped") -> BeautifulSoup:
    block = TableBlock()
    value = block.to_python(
        {
            "caption": caption,
            "columns": [
                {"type": "text", "heading": "Treatment"},
                {"type": "rich_text", "heading": "Evidence"},
                {"type": "number", "heading": "Trials"},
            ],
            "rows": [
                {"values": ["Surgery", "<p>Good <b>trials</b></p>", 12]},
                {"values": ["Cells", "<p>None</p>", 0]},
            ],
        }
    )
    return BeautifulSoup(block.render(value), "html.parser")


def test_the_table_has_its_caption() -> None:
    assert render().table.caption.text == "Who can be helped"


def test_without_a_caption_there_is_no_empty_one() -> None:
    assert render(caption="").caption is None


def test_every_column_has_a_heading() -> None:
    headings = render().select('thead th[scope="col"]')
    assert [heading.text for heading in headings] == ["Treatment", "Evidence", "Trials"]


def test_the_first_cell_names_its_row() -> None:
    headings = render().select('tbody th[scope="row"]')
    assert [heading.text.strip() for heading in headings] == ["Surgery", "Cells"]


def test_the_other_cells_are_data_of_their_own_kind() -> None:
    cells = render().tbody.tr.find_all("td")
    assert cells[0].b.text == "trials"
    assert float(cells[1].text) == 12


def test_a_wide_table_can_be_scrolled_by_keyboard_and_is_named() -> None:
    region = render().select_one('[role="region"]')
    assert (region["tabindex"], region["aria-label"]) == ("0", "Who can be helped")


@pytest.mark.parametrize("value", [None, {"columns": [], "rows": []}])
def test_a_table_without_columns_shows_nothing(value: dict | None) -> None:
    block = TableBlock()
    assert not block.render(block.to_python(value)).strip()


def test_a_table_straight_from_an_empty_form_renders() -> None:
    block = TableBlock()
    assert not block.render(block.get_default()).strip()
