"""No text keeps the server busy: every pattern takes time in proportion to the length."""

from time import process_time

import pytest

from qa.antispam.registry import judge
from qa.antispam.text import clean_text, skeleton
from tests.qa.antispam.samples import BOOK, sent

LENGTH = 100_000  # characters, thirty times what the form takes
GENEROUS = 30  # seconds of the processor; one is usual, a slow pattern takes many minutes

UNITS = (
    "a", "1 ", "(((", "a ", "a.", "1-", "a-", "a@", "+1", "0 1", "£", "!", " ", "\n", "\t ", "12/",
    "http://", "www.", "ab.cd/", "<a ", "[url", "<script ", "kill ", "i want to ", "b o r n ",
    "born ", "1 Jan ", "call 1", "7 High ", "9 Aa Street ", "10 mg", "two ", "\u0301", "\u200d",
    "a\u0301\u200d", "क्\u200d", "👩\u200d", "\ufe0f",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_repetition_is_judged_in_reasonable_time(unit) -> None:
    text = (unit * LENGTH)[:LENGTH]
    started = process_time()
    judge(sent(text, name=text), BOOK)
    assert process_time() - started < GENEROUS


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_repetition_is_cleaned_in_reasonable_time(unit) -> None:
    text = (unit * LENGTH)[:LENGTH]
    started = process_time()
    skeleton(clean_text(text))
    assert process_time() - started < GENEROUS
