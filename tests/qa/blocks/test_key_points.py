import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import KeyPointsBlock


def render(**value) -> BeautifulSoup:
    block = KeyPointsBlock()
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


def test_each_point_is_an_item_of_one_list() -> None:
    soup = render(title="In short", points=["First", "Second"])
    assert [item.text for item in soup.select("ul > li")] == ["First", "Second"]


def test_a_blank_point_is_left_out() -> None:
    assert len(render(points=["First", ""]).find_all("li")) == 1


def test_a_title_is_given_where_the_editor_gave_none() -> None:
    assert render(title="", points=["First"]).select_one("p").text == "Key points"


def test_the_title_of_the_editor_stands_above_the_points() -> None:
    assert render(title="In short", points=["First"]).select_one("p").text == "In short"


def test_a_point_is_plain_text() -> None:
    assert render(points=["<i>Less</i> is more"]).li.text == "<i>Less</i> is more"


def test_key_points_without_a_point_are_refused() -> None:
    block = KeyPointsBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "In short", "points": []}))
    assert list(refusal.value.block_errors) == ["points"]
