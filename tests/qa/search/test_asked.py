import pytest
from django.http import QueryDict

from qa.search.asked import Asked, read


def test_what_makes_no_sense_is_left_out() -> None:
    sent = QueryDict("q=nerve&kind=users&topic=a%00b&expert=../etc&year=99999999999999&as_typed=x")
    assert read(sent) == Asked(text="nerve")


@pytest.mark.parametrize("year", ["٢٠٢٠", "-200", "0000", "202", "2020.0", "²020"])
def test_a_year_is_four_digits(year: str) -> None:
    assert read(QueryDict(f"q=a&year={year}")).year is None


def test_a_search_is_an_address_and_back() -> None:
    asked = Asked("é & ü", kind="answers", topic="stroke", expert="ada", year=2020, as_typed=True)
    assert read(QueryDict(asked.query())) == asked


def test_a_change_leaves_the_rest_as_it_is() -> None:
    asked = Asked("nerve", topic="stroke", year=2020)
    assert asked.query(topic="", kind="answers") == "q=nerve&kind=answers&year=2020"
