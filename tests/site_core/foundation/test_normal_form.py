import unicodedata
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_core.foundation.client import keyed
from site_core.foundation.normal_form import LONGEST_RUN, normalize

LENGTH = 30_000
FORMS = ["NFC", "NFD", "NFKC", "NFKD"]
DESCENDING = ["\u0315\u0300", "\u0300\u0327", "\u0301\uff9e", "\u0f73", "\u0345\u0334"]


def seconds(work, text: str) -> float:
    """Return the processor time that *work* takes for *text*."""
    started = process_time()
    work(text)
    return process_time() - started


@pytest.mark.parametrize("marks", DESCENDING)
@pytest.mark.parametrize("form", FORMS)
def test_a_run_of_marks_costs_hardly_more_than_letters(form, marks: str) -> None:
    letters = seconds(lambda text: normalize(form, text), "é" * LENGTH)
    run = ("a" + marks * LENGTH)[:LENGTH]
    # Sorted by insertion, the run takes several hundred times as long.
    assert seconds(lambda text: normalize(form, text), run) < 30 * (letters + 0.01)


def test_a_key_of_marks_costs_hardly_more_than_one_of_letters() -> None:
    def make_key(text: str) -> str:
        return keyed(text, salt="any")

    letters = seconds(make_key, "é" * LENGTH)
    assert seconds(make_key, "\u0315\u0300" * (LENGTH // 2)) < 30 * (letters + 0.01)


def test_thirty_marks_in_a_row_stay_and_more_do_not() -> None:
    assert normalize("NFC", "x" + "\u0316" * 40 + "y") == "x" + "\u0316" * LONGEST_RUN + "y"


def test_every_letter_starts_a_new_run() -> None:
    text = ("x" + "\u0316" * LONGEST_RUN) * 3
    assert normalize("NFC", text) == text


@given(text=st.text(max_size=LONGEST_RUN))
def test_other_texts_are_as_unicode_says(text: str) -> None:
    assert [normalize(form, text) for form in FORMS] == [
        unicodedata.normalize(form, text) for form in FORMS
    ]
