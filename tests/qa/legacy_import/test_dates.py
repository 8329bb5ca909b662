"""English dates, whatever the machine speaks."""

from datetime import date

import pytest

from qa.legacy_import.dates import full_year, month_number, read_long_date


@pytest.mark.parametrize(
    "text", ["5 January 2009", "5 Jan 2009", "05 JANUARY 2009", "5th Jan. 2009"]
)
def test_a_date_is_read_in_every_usual_form(text):
    assert read_long_date(text) == date(2009, 1, 5)


@pytest.mark.parametrize("text", ["31 April 2009", "29 Feb 2009", "5 2009", "5 Sep 09", ""])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_long_date(text)


@pytest.mark.parametrize("name", ["Sep", "Sept", "september"])
def test_september_has_three_forms(name):
    assert month_number(name) == 9


def test_only_september_has_a_form_of_four_letters():
    with pytest.raises(ValueError, match="Octo"):
        month_number("Octo")


@pytest.mark.parametrize(
    ("digits", "year"), [("00", 2000), ("68", 2068), ("69", 1969), ("99", 1999), ("2016", 2016)]
)
def test_two_digits_mean_the_year_posix_says(digits, year):
    assert full_year(digits) == year
