"""Which comment an expert's reply answers: whole quotes, cut ones, short ones, none."""

from datetime import timedelta

import pytest

from qa.legacy_import.document import FindingKind
from tests.qa.legacy_import.reading import parse, said
from tests.qa.legacy_import.samples import ACCOUNT, Said, answered, at, with_comments

DAY = at(2016, 5, 10, 11)
WHOLE = "Will egg white hold the handle? It broke. Now it leaks for a year."


def asked(text: str, name: str = "Ned", days: int = 0) -> Said:
    return Said(name, DAY + timedelta(days=days), text)


def answer_to(quote: str, *comments: Said, name: str = "Ned") -> str | None:
    """Return the text of the comment that a reply quoting ``quote`` is placed under."""
    reply = answered(name, quote, "It depends.", DAY + timedelta(days=9))
    read = parse(with_comments(reply, *comments)).page.comments
    texts = {one.key: one.text for one in read}
    return texts.get(read[-1].answers)


@pytest.mark.parametrize(
    "quote",
    [
        "Will egg white hold",
        "... It broke. Now it leaks",
        "Will egg white [...] leaks for a year.",
        "Will egg … broke … year.",
        "Will  egg white\nhold the handle? It broke. Now it leaks for a year.",
    ],
)
def test_a_cut_quote_fits_the_comment_it_was_cut_from(quote):
    assert answer_to(quote, asked(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    "quote", ["It broke. Now it leaks", "Will egg white ... handles", "year. ... Will egg white"]
)
def test_a_quote_that_is_not_from_the_comment_does_not_fit(quote):
    assert answer_to(quote, asked(WHOLE)) is None


def test_a_long_quote_may_begin_anywhere_in_the_comment():
    assert answer_to(WHOLE, asked(f"Hello all.\n{WHOLE}")) == f"Hello all.\n{WHOLE}"
    assert answer_to("egg white hold the handle? It broke. Now", asked(WHOLE)) == WHOLE
    assert answer_to("egg white hold the handle? It broke. No", asked(WHOLE)) is None


@pytest.mark.parametrize("quote", ["", "Will egg"])
def test_a_short_quote_fits_the_only_comment_of_its_asker(quote):
    assert answer_to(quote, asked(WHOLE)) == WHOLE


@pytest.mark.parametrize("quote", ["", "Will egg"])
def test_a_short_quote_does_not_choose_between_two_comments(quote):
    assert answer_to(quote, asked("Will egg do?", days=1), asked(WHOLE)) is None


def test_a_short_quote_that_stands_nowhere_fits_nothing():
    assert answer_to("And tea?", asked(WHOLE)) is None


def test_a_short_question_quoted_whole_is_found_among_several():
    assert answer_to("Why?", asked(WHOLE, days=1), asked("Why?")) == "Why?"


def test_a_quote_of_twelve_characters_is_enough_and_of_eleven_is_not():
    two = asked("Will egg white hold?", days=1), asked("I collect spoons.")
    assert answer_to("Will egg whi", *two) == "Will egg white hold?"
    assert answer_to("Will egg wh", *two) is None


def test_the_askers_name_counts_without_its_capitals():
    assert answer_to(WHOLE, asked(WHOLE, name="NED")) == WHOLE


def test_another_asker_of_the_same_question_is_not_answered():
    assert answer_to(WHOLE, asked(WHOLE, name="Eve")) is None


def test_a_whole_quote_of_one_comment_is_no_guess():
    reply = answered("Ned", WHOLE, "It depends.", DAY + timedelta(days=9))
    guesses = " ".join(said(parse(with_comments(reply, asked(WHOLE))), FindingKind.GUESSED))
    assert "placed under" not in guesses


def test_the_form_without_a_reply_is_a_plain_comment():
    empty = Said(ACCOUNT, DAY, "Ned - Your Question:\nWhy?\n\nOur Response:\n")
    result = parse(with_comments(empty), expert_account=ACCOUNT)
    assert result.page.comments[0].quote is None


def test_the_form_needs_both_its_lines():
    half = Said(ACCOUNT, DAY, "Ned - Your Question:\nWhy?\nBecause.")
    assert parse(with_comments(half)).page.expert_account == ""


def test_most_replies_make_the_account_and_other_names_are_reported():
    replies = [answered("Al", f"Why {n}?", "So.", DAY - timedelta(days=n)) for n in range(3)]
    other = answered("Al", "Why then?", "So.", DAY - timedelta(days=9), by="Eve")
    result = parse(with_comments(*replies, other))
    assert result.page.expert_account == ACCOUNT
    report = " ".join(one.message for one in result.findings)
    assert f'expert account "{ACCOUNT}", from 3 comments' in report
    assert f'signed by different names ("{ACCOUNT}" 3, "Eve" 1)' in report


def test_a_page_without_comments_does_not_miss_the_given_account():
    result = parse(with_comments(), expert_account="Nobody")
    assert not any("signed by" in one.message for one in result.findings)


def test_without_an_account_no_name_is_like_it():
    result = parse(with_comments(asked(WHOLE)))
    assert not any("nearly" in one.message for one in result.findings)
