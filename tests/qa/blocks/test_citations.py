import pytest
from bs4 import BeautifulSoup

from qa.blocks.citations import Citations


def links_of(html: str, references: int = 3) -> list[str]:
    soup = BeautifulSoup(Citations(references).link(html), "html.parser")
    return [link["href"] for link in soup.select(".citation a")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("[2]", [2]), ("[1, 3]", [1, 3]), ("[1,3]", [1, 3]), ("[1–3]", [1, 3]), ("a[1]b[2]", [1, 2])],
)
def test_numbers_in_brackets_lead_to_the_references(text: str, numbers: list[int]) -> None:
    assert links_of(f"<p>{text}</p>") == [f"#reference-{number}" for number in numbers]


@pytest.mark.parametrize("text", ["[4]", "[0]", "[1, 9]", "[two]", "[1.5]", "(1)", "[1234]", "[]"])
def test_what_names_no_reference_stays_as_it_is(text: str) -> None:
    assert Citations(3).link(f"<p>{text}</p>") == f"<p>{text}</p>"


def test_what_stands_in_a_link_or_a_tag_stays_as_it_is() -> None:
    html = '<p title="[1]"><a href="/x[1]">see <b>[1]</b></a></p>'
    assert Citations(3).link(html) == html


def test_each_place_that_cites_has_an_id_to_come_back_to() -> None:
    citations = Citations(2)
    html = citations.link("<p>One [1], again [1], other [2].</p>") + citations.link("<p>[1]</p>")
    assert citations.places(1) == ["cited-1-1", "cited-1-2", "cited-1-3"]
    ids = [tag["id"] for tag in BeautifulSoup(html, "html.parser").select("[id]")]
    assert ids == ["cited-1-1", "cited-1-2", "cited-2-1", "cited-1-3"]


def test_a_reference_nobody_cites_has_no_way_back() -> None:
    assert Citations(2).places(2) == []
