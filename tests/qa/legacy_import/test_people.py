"""Names and the letters after them."""

import pytest

from qa.legacy_import.people import split_author


@pytest.mark.parametrize(
    ("byline", "name", "letters"),
    [
        ("Ada Kettle BSc (hons), PhD", "Ada Kettle", "BSc (hons), PhD"),
        ("Ada Kettle, BSc", "Ada Kettle", "BSc"),
        ("Dr Ada B. Kettle FRCGP", "Dr Ada B. Kettle", "FRCGP"),
        ("Ada Kettle, Potter to the King", "Ada Kettle", "Potter to the King"),
        ("Ada McKettle", "Ada McKettle", ""),
        ("ADA KETTLE", "ADA KETTLE", ""),
        ("Ada BSc", "Ada", "BSc"),
        ("Kettle, Ada", "Kettle, Ada", ""),
        ("Yo Ma", "Yo Ma", ""),
        ("MD", "MD", ""),
    ],
)
def test_a_byline_is_divided_into_name_and_letters(byline, name, letters):
    assert split_author(byline) == (name, letters)
