"""What the messages are made of."""

import pytest

from qa.legacy_import.document import Notes, PageFileError, clip, printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë's  pot\n", "Zoë's  pot "),
        ("\x1b[31mred", "·[31mred"),
        ("a\u202eb\u200bc", "a·b·c"),
        ("one\u00a0two", "one two"),
    ],
)
def test_what_could_steer_a_terminal_is_not_shown(text, shown):
    assert printable(text) == shown


def test_a_long_text_is_cut_to_the_limit_with_a_sign():
    assert clip("x" * 60) == "x" * 60
    assert clip("x" * 61) == "x" * 59 + "…"
    assert clip(" one\n two ", 3) == "on…"


def test_an_error_says_its_line_and_its_message():
    error = PageFileError("bad \x07 sign", 12)
    assert (str(error), error.line, error.message) == ("line 12: bad · sign", 12, "bad · sign")


def test_findings_are_shown_without_signs_that_steer():
    notes = Notes()
    notes.odd(1, "\x1b[2J")
    assert notes.findings[0].message == "·[2J"
