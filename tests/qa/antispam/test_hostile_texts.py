"""No text keeps the server busy: every pattern takes time in proportion to the length."""

from collections.abc import Callable
from time import process_time

import pytest

from qa.antispam.registry import judge
from qa.antispam.text import clean_text, skeleton
from tests.qa.antispam.samples import BOOK, sent

SHORT, LONG = 2_000, 20_000  # characters; the form takes 3,000
# Ten times the length takes ten times as long, or a hundred times where the cost is quadratic.
AT_MOST = 30
NOISE = 0.005  # seconds of the processor

UNITS = (
    "a", "1 ", "(((", "a ", "a.", "1-", "a-", "a@", "+1", "0 1", "£", "!", " ", "\n", "\t ", "12/",
    "http://", "www.", "ab.cd/", "<a ", "[url", "<script ", "kill ", "i want to ", "b o r n ",
    "born ", "1 Jan ", "call 1", "7 High ", "9 Aa Street ", "10 mg", "two ", "took 20 ",
    "moderator ", "\u0301", "\u200d", "a\u0301\u200d", "क्\u200d", "👩\u200d", "\ufe0f",
    "\u0315\u0300\u0327", "\u0301\uff9e", "\u0f73", "a\u0315\u200c\u0300",
)  # fmt: skip


def seconds(work: Callable[[str], object], text: str) -> float:
    """Return the processor time that *work* takes for *text*."""
    started = process_time()
    work(text)
    return process_time() - started


def check_growth(work: Callable[[str], object], unit: str) -> None:
    short, long = (seconds(work, (unit * size)[:size]) for size in (SHORT, LONG))
    assert long < AT_MOST * (short + NOISE)


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_repetition_is_judged_in_time_that_grows_with_its_length(unit) -> None:
    check_growth(lambda text: judge(sent(text, name=text), BOOK), unit)


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_repetition_is_cleaned_in_time_that_grows_with_its_length(unit) -> None:
    check_growth(lambda text: skeleton(clean_text(text)), unit)


@pytest.mark.parametrize("marks", ["\u0315\u0300\u0327", "\u0301\u0316", "\u0f73\u0301"])
def test_cleaning_marks_costs_hardly_more_than_cleaning_letters(marks) -> None:
    letters = seconds(clean_text, "é" * 100_000)
    assert seconds(clean_text, (marks * 100_000)[:100_000]) < 50 * letters
