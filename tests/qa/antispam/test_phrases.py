from qa.antispam.phrases import phrase_list, plain_words, spoken_words


def test_entries_without_a_word_find_nothing() -> None:
    assert phrase_list(("…", "")).found_in(plain_words("… or nothing")) is None


def test_a_phrase_is_found_at_the_very_end() -> None:
    assert phrase_list(("the end",)).found_in(plain_words("This is THE END.")) == "the end"


def test_the_longer_of_two_phrases_with_one_beginning_is_found() -> None:
    phrases = phrase_list(("free money", "free spins"))
    assert phrases.found_in(plain_words("free spins")) == "free spins"


def test_marks_that_are_letters_of_their_own_tell_words_apart() -> None:
    assert plain_words("कि की कु") == ["कि", "की", "कु"]


def test_what_is_said_short_is_written_out() -> None:
    assert spoken_words("I’m gonna, can't") == ["i", "am", "going", "to", "can", "not"]
