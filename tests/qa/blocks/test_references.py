import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.blocks import StructBlockValidationError

from qa.blocks import ReferenceBlock, ReferencesBlock

THIS_YEAR = timezone.localdate().year


def render(*references: dict) -> BeautifulSoup:
    block = ReferencesBlock()
    return BeautifulSoup(block.render(block.to_python(list(references))), "html.parser")


def text_of(**reference) -> str:
    return " ".join(render({"title": "A study", **reference}).li.text.split())


@pytest.mark.parametrize("year", [THIS_YEAR + 2, 1499])
def test_a_year_in_the_future_or_before_print_is_refused(year: int) -> None:
    block = ReferenceBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "A study", "year": year}))
    assert list(refusal.value.block_errors) == ["year"]


@pytest.mark.parametrize("year", [1500, THIS_YEAR, THIS_YEAR + 1, None])
def test_a_journal_may_be_dated_ahead_by_a_year(year: int | None) -> None:
    block = ReferenceBlock()
    assert block.clean(block.to_python({"title": "A study", "year": year}))["year"] == year


def test_the_title_links_to_the_source() -> None:
    link = render({"title": "A study", "link": "https://doi.example/1"}).select_one("cite > a")
    assert (link.text, link["href"]) == ("A study", "https://doi.example/1")


def test_a_source_without_link_is_plain_text() -> None:
    soup = render({"title": "A study"})
    assert soup.cite.text == "A study"
    assert soup.a is None


def test_the_day_of_access_is_written_out() -> None:
    assert text_of(accessed="2024-05-06") == "A study. Accessed 6 May 2024."


def test_author_title_publisher_and_year_stand_in_this_order() -> None:
    text = text_of(author="Doe J.", publisher="The Journal", year=2020)
    assert text == "Doe J. A study. The Journal, 2020."


def test_the_list_is_numbered_below_a_heading_that_can_be_linked_to() -> None:
    soup = render({"title": "One"}, {"title": "Two"})
    assert soup.section.h2["id"] == "references"
    assert len(soup.select("section > ol > li")) == 2


def test_no_references_show_no_heading() -> None:
    assert not render().find(True)


def test_a_link_that_is_a_script_is_refused() -> None:
    block = ReferenceBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"title": "A study", "link": "javascript:alert(1)"}))
    assert list(refusal.value.block_errors) == ["link"]
