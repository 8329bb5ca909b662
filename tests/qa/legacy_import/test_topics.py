"""Topic phrases out of a line without separators."""

import pytest

from qa.legacy_import.topics import split_topics


def topics(line: str, *texts: str, known=()) -> tuple[str, ...]:
    return split_topics(line, known, texts)[0]


@pytest.mark.parametrize("line", ["Glue", ""])
def test_a_line_of_one_word_or_none_needs_no_guess(line):
    assert split_topics(line, [], []) == ((line,) if line else (), False)


def test_the_longest_phrase_of_the_text_wins():
    assert topics("Bone China Glue", "bone china glue", "bone china") == ("Bone China Glue",)


def test_a_phrase_of_five_words_is_found():
    assert topics("A B C D E F", "so a b c d e it is") == ("A B C D E", "F")


def test_a_known_name_beats_a_longer_phrase_of_the_text():
    assert topics("Bone China Glue", "bone china glue", known=["China"]) == (
        "Bone",
        "China",
        "Glue",
    )


def test_a_phrase_needs_its_words_side_by_side():
    assert topics("Bone China", "bone and china", "bone. China") == ("Bone", "China")


def test_an_unused_separator_at_the_end_makes_no_topic():
    assert topics("Glue, Spouts,") == ("Glue", "Spouts")


def test_a_topic_said_twice_is_one_in_the_known_spelling():
    assert topics("glue, Glue", known=["GLUE"]) == ("GLUE",)


def test_a_stroke_inside_a_word_does_not_separate():
    assert topics("Tea/Coffee / Pots") == ("Tea/Coffee", "Pots")
