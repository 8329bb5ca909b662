import pytest

from qa.search.words import LONGEST_QUERY, clean_query, is_same, telling, words_of


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  stem \t cells\n", "stem cells"),
        ("nerve\x00\u202egraft", "nerve graft"),
        ("ｎｅｒｖｅ", "nerve"),
        ("\ud800", ""),
        ("x" * 5_000, "x" * LONGEST_QUERY),
        ("ﷺ" * 200, None),
    ],
)
def test_what_strangers_type_becomes_one_short_line(typed: str, cleaned: str | None) -> None:
    text = clean_query(typed)
    assert len(text) <= LONGEST_QUERY
    assert cleaned is None or text == cleaned


def test_words_lose_accents_capitals_signs_and_possessives() -> None:
    assert words_of("Bell’s PÁLSY, cross-face (100%)!") == ["bell", "palsy", "cross", "face", "100"]


def test_signs_of_query_languages_are_no_words() -> None:
    assert words_of("\"'*&|!:%\\;--()<->_") == []


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others() -> None:
    assert telling(["what", "is", "a", "stroke", "stroke"]) == ["stroke"]
    assert telling(["who", "are", "you"]) == ["who", "are", "you"]


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("nerve", "nerves", True),
        ("paralysis", "paralysed", True),
        ("ms", "ms", True),
        ("arm", "arms", True),
        ("arm", "armies", False),
        ("car", "care", False),
        ("cell", "ceiling", False),
        ("stem", "system", False),
    ],
)
def test_forms_of_one_word_are_told_from_other_words(word: str, other: str, same: bool) -> None:
    assert is_same(word, other) is same
    assert is_same(other, word) is same
