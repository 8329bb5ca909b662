import pytest
from django.core.exceptions import ValidationError

from qa.antispam.defaults import (
    DEFAULT_BLOCKED_WORDS,
    DEFAULT_CRISIS_HELP,
    DEFAULT_CRISIS_PHRASES,
    lines,
    validate_networks,
    validate_patterns,
)


def test_a_list_has_one_entry_a_line() -> None:
    assert lines("one\r\n  two words  \n\n# a remark\nthree  # why\nC#\n") == (
        "one",
        "two words",
        "three",
        "C#",
    )


@pytest.mark.parametrize("entries", [DEFAULT_CRISIS_PHRASES, DEFAULT_BLOCKED_WORDS])
def test_the_defaults_survive_being_edited_as_text(entries) -> None:
    assert lines("\n".join(entries)) == entries
    assert len(set(entries)) == len(entries)


@pytest.mark.parametrize("number", ["999", "111", "116 123", "local emergency number"])
def test_the_help_in_a_crisis_says_whom_to_call(number) -> None:
    assert number in DEFAULT_CRISIS_HELP


def test_addresses_and_networks_are_accepted() -> None:
    validate_networks("192.0.2.7\n192.0.2.7/24  # host bits do no harm\n2001:db8::/32\n# none")


def test_what_is_no_network_is_named_with_its_line() -> None:
    with pytest.raises(ValidationError) as refused:
        validate_networks("192.0.2.7\n\n192.0.2.300\n192.0.2.0/33")
    first, second = refused.value.messages
    assert "Line 3" in first
    assert "“192.0.2.300”" in first
    assert "Line 4, “192.0.2.0/33”" in second


@pytest.mark.parametrize("entry", ["0.0.0.0/0", "64.0.0.0/7", "::/0"])
def test_a_network_of_half_the_world_is_refused(entry) -> None:
    with pytest.raises(ValidationError, match="large part of the world"):
        validate_networks(entry)


@pytest.mark.parametrize("text", ["", "^buy .{1,20} online\r\n\n   \nc[a4]sino #1\n", "(a+)+$"])
def test_regular_expressions_are_accepted(text) -> None:
    validate_patterns(text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("casino\n\nbuy (now", "Line 3, character 9: missing )"),
        ("*", "Line 1, character 1: nothing to repeat"),
        ("a\n  [z-a]", "Line 2, character 7: bad character range"),
        ("a\n" + "(" * 5000, "Line 2, character 1: nested too deeply"),
        ("(?V1)a", "Line 1, character 1: VERSION0 and VERSION1"),
    ],
)
def test_a_faulty_regular_expression_is_named_with_line_and_character(text, place) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_patterns(text)
    assert place in refused.value.messages[0]
