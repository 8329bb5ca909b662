"""The discussion of a page file: signatures, look-alikes, order, expert replies."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from qa.legacy_import.document import FindingKind
from tests.qa.legacy_import.reading import ZONE, parse, refusal, said
from tests.qa.legacy_import.samples import (
    ACCOUNT,
    ASKED,
    NEWEST,
    OLDEST,
    QUESTION,
    REPLIED,
    STRAY,
    TALK,
    Said,
    answered,
    at,
    signature,
    with_comments,
)

DAY = at(2016, 5, 10, 11, 0)


def comments(*said_ones: Said):
    return parse(with_comments(*said_ones)).page.comments


def odd(*said_ones: Said) -> str:
    return " / ".join(said(parse(with_comments(*said_ones)), FindingKind.ODD))


def guessed(*said_ones: Said) -> str:
    return " / ".join(said(parse(with_comments(*said_ones)), FindingKind.GUESSED))


def test_comments_come_oldest_first_with_name_text_and_line():
    read = comments(NEWEST, ASKED, OLDEST)
    assert [one.name for one in read] == ["Old Tom", "Ned", "Zoë"]
    assert read[2].text == "Mine was mended in 1950\nand still pours."
    assert read[2].line == TALK.line_of("Mine was mended")


def test_times_are_the_sites_local_times():
    assert comments(ASKED)[0].posted_at.astimezone(UTC).hour == 8


def test_midnight_and_noon_are_read_from_the_twelve_hour_clock():
    hours = [one.posted_at.hour for one in comments(NEWEST, OLDEST)]
    assert hours == [12, 0]


def test_blank_lines_around_a_comment_are_not_part_of_it():
    result = parse(with_comments(Said("Ned", DAY, "\n\nOne.\n\n"), OLDEST))
    assert result.page.comments[1].text == "One."
    assert not any('""' in one.message for one in result.findings)


def test_blank_lines_inside_a_comment_are_kept():
    assert comments(Said("Ned", DAY, "One.\n\nTwo."))[0].text == "One.\n\nTwo."


def test_a_name_may_have_fifty_characters():
    assert comments(Said("x" * 50, DAY, "Hm."))[0].name == "x" * 50


def test_a_name_may_hold_dashes():
    assert comments(Said("Jean - Luc", DAY, "Hm."))[0].name == "Jean - Luc"


def test_an_unnamed_signature_becomes_anonymous_and_is_reported():
    assert comments(Said("", DAY, "Hm."))[0].name == "Anonymous"
    assert 'no name; taken as "Anonymous"' in guessed(Said("", DAY, "Hm."))


def test_equal_signatures_are_numbered_from_the_oldest():
    twice = [Said("Ned", DAY, text) for text in ("Again.", "First.")]
    read = comments(*twice)
    assert [(one.text, one.key) for one in read] == [
        ("First.", "Ned|2016-05-10T11:00|1"),
        ("Again.", "Ned|2016-05-10T11:00|2"),
    ]


def test_a_newer_signature_inside_a_comment_is_text_and_reported():
    fake = signature("Eve", DAY + timedelta(days=900))
    noise = Said("Ned", DAY, f"She wrote\n{fake}\nand left.")
    talk = (replace(NEWEST, name="Top", when=NEWEST.when + timedelta(days=1)), NEWEST)
    read = comments(*talk, noise, OLDEST)
    assert [one.name for one in read] == ["Old Tom", "Ned", "Zoë", "Top"]
    assert read[1].text == noise.text
    assert 'breaks the order of dates: "Eve' in odd(*talk, noise, OLDEST)


def test_an_older_comment_pasted_with_its_signature_is_text():
    paste = Said("Eve", DAY, f"As Ned said:\n{ASKED.lines()}\nI agree.")
    read = comments(NEWEST, paste, ASKED, OLDEST)
    assert [one.name for one in read] == ["Old Tom", "Ned", "Eve", "Zoë"]
    assert read[2].text == paste.text


def test_an_older_comment_pasted_twice_is_text_both_times():
    ned = signature(ASKED.name, ASKED.when)
    paste = Said("Eve", DAY, f"First\n{ned}\nand again\n{ned}\nI agree.")
    assert [one.name for one in comments(NEWEST, paste, ASKED)] == ["Ned", "Eve", "Zoë"]


def test_a_paste_in_the_last_comment_is_text():
    paste = Said("Eve", DAY, f"Long ago:\n{signature('Al', DAY - timedelta(days=999))}\nHa.")
    assert [one.text for one in comments(paste)] == [paste.text]


def test_a_writer_who_signs_by_hand_too_has_one_comment():
    by_hand = Said("Ned", DAY, f"Bye.\n{signature('Ned', DAY)}")
    assert [one.text for one in comments(NEWEST, by_hand)] == [by_hand.text, NEWEST.text]
    assert "is repeated by the line below" in odd(NEWEST, by_hand)


@pytest.mark.parametrize(
    "line",
    ["Eve - 3-Mar-16", "> Eve - 3-Mar-16 @ 1:00 PM", "x" * 51 + " - 3-Mar-16 @ 1:00 PM"],
)
def test_a_line_that_resembles_a_signature_is_text_and_reported(line):
    talk = Said("Ned", DAY, f"I saw\n{line}\nhere.")
    assert comments(talk, OLDEST)[1].text == talk.text
    assert "has not its exact form" in odd(talk, OLDEST)


def test_a_comment_without_text_is_left_out_and_reported():
    result = parse(with_comments(NEWEST, Said("Ned", DAY, ""), OLDEST))
    assert [one.name for one in result.page.comments] == ["Old Tom", "Zoë"]
    assert any('by "Ned" without text' in text for text in said(result, FindingKind.LEFT_OUT))


@pytest.mark.parametrize("others", [3, 4])
def test_a_last_comment_with_a_wrong_date_does_not_swallow_the_others(others):
    late = Said("Eve", DAY + timedelta(days=9), "Hm.")
    older = [Said("Ned", DAY - timedelta(days=n), f"Day {n}.") for n in range(others)]
    assert len(comments(NEWEST, *older, late)) == others + 2
    line = with_comments(NEWEST, *older, late).line_of("Eve - ")
    report = f'{line}: the last comment, by "Eve", is newer than those above it'
    assert report in odd(NEWEST, *older, late)


@pytest.mark.parametrize("real", [0, 1, 4])
def test_many_pasted_signatures_are_text_as_long_as_the_order_can_be_seen(real):
    number = 4 if real == 4 else 3
    lines = [signature("Al", DAY - timedelta(days=900 - n)) for n in range(number)]
    paste = Said("Eve", DAY, "\n".join(["I read", *lines, "there."]))
    newer = [Said("Ned", DAY + timedelta(days=9 - n), "Hm.") for n in range(real)]
    assert comments(*newer, paste)[0].text == paste.text


def test_as_many_pasted_signatures_as_hide_the_order_are_refused():
    lines = [signature("Al", DAY - timedelta(days=900 - n)) for n in range(4)]
    paste = Said("Eve", DAY, "\n".join(["I read", *lines, "there."]))
    assert "from newest to oldest" in refusal(with_comments(paste)).message


def test_a_look_alike_is_reported_with_the_comment_it_stands_in():
    first = Said("Ned", DAY, "I saw\nEve - 3-Mar-16\nhere.")
    second = replace(first, name="Al", when=DAY - timedelta(days=1))
    report = odd(NEWEST, first, second, OLDEST)
    assert report.count('text of the comment by "Ned"') == 1
    assert report.count('text of the comment by "Al"') == 1


def test_comments_that_run_from_oldest_to_newest_are_refused():
    days = [Said("Ned", DAY + timedelta(days=n), f"Day {n}.") for n in range(6)]
    error = refusal(with_comments(*days))
    assert "from newest to oldest" in error.message
    assert error.line == with_comments(*days).line_of("Day 0.") + 1


def test_the_hour_that_comes_twice_keeps_its_order():
    back = at(2015, 10, 25)  # at 2:00 the clocks showed 1:00 again
    late = Said("Eve", back.replace(hour=1, minute=10), "Later.")
    early = Said("Ned", back.replace(hour=1, minute=50), "Earlier.")
    read = comments(late, early)
    assert [one.name for one in read] == ["Ned", "Eve"]
    assert read[0].posted_at.timestamp() < read[1].posted_at.timestamp()


def test_a_time_that_never_was_is_reported():
    assert "there was no 01:30" in odd(Said("Ned", at(2016, 3, 27, 1, 30), "Hm."))


@pytest.mark.parametrize("wrong", ["31-Feb-16", "10-Foo-16", "0-May-16", "45-May-16"])
def test_an_impossible_date_of_a_comment_is_refused_with_its_line(wrong):
    sample = with_comments(NEWEST, ASKED)
    data = sample.data().replace(b"2-May-16", wrong.encode())
    error = refusal(data)
    assert (error.line, wrong in error.message) == (sample.line_of("2-May-16"), True)


@pytest.mark.parametrize("wrong", [b"13:15 AM", b"0:15 AM", b"9:60 AM"])
def test_an_impossible_time_of_a_comment_is_refused(wrong):
    data = with_comments(ASKED).data().replace(b"9:15 AM", wrong)
    assert "impossible date or time" in refusal(data).message


def test_a_file_cut_off_half_way_is_refused_with_its_line():
    error = refusal(TALK.data().split(b"Rivets never")[0] + b"Rivets nev")
    assert (error.line, "cut off" in error.message) == (TALK.line_of("Rivets"), True)


def test_a_file_cut_off_in_a_signature_is_refused():
    data = with_comments(NEWEST, ASKED).data().split(b":15 AM")[0]
    assert "inside a comment" in refusal(data).message


def test_a_file_cut_off_after_a_whole_comment_is_refused_unless_accepted():
    sample = replace(TALK, closing=())
    assert "closing lines" in refusal(sample).message
    result = parse(sample, accept_missing_end=True)
    assert len(result.page.comments) == 5
    assert any("closing lines" in text for text in said(result, FindingKind.ODD))


def test_closing_lines_are_not_missed_where_none_opened_the_discussion():
    sample = replace(TALK, opening=TALK.opening[2:], closing=())
    assert len(parse(sample).page.comments) == 5


def test_other_closing_lines_than_the_first_close_the_discussion_too():
    sample = replace(TALK, closing=("Enter word:", "", "Latest Comments"))
    result = parse(sample)
    assert result.page.comments[0].text == "Lined tin is safe."
    left_out = said(result, FindingKind.LEFT_OUT)
    assert f'{sample.line_of("Enter word:")}: remains of the old page: "Enter word:"' in left_out


def test_text_that_nobody_signed_is_refused():
    sample = replace(TALK, closing=("And another thing", *TALK.closing))
    assert refusal(sample).line == sample.line_of("And another")


def test_comments_without_a_line_before_them_are_refused():
    sample = replace(TALK, opening=(), closing=())
    error = refusal(sample)
    assert "ends the article" in error.message
    assert error.line == sample.line_of("Zoë - ")


def test_a_page_without_comments_is_read_and_reported():
    result = parse(with_comments())
    assert result.page.comments == ()
    assert "None: the page has no comments" in said(result, FindingKind.ODD)


def test_a_page_that_ends_where_comments_could_begin_has_none():
    assert parse(replace(with_comments(), closing=())).page.comments == ()


def test_the_forms_labels_before_the_comments_are_left_out():
    sample = replace(TALK, opening=(*TALK.opening, "(never shown)", "", "Enter word:"))
    result = parse(sample)
    assert result.page.comments[-1].text == NEWEST.text
    line = sample.line_of("Enter word:")
    report = f'{line}: remains of the old page: "Enter word:"'
    assert report in said(result, FindingKind.LEFT_OUT)


def test_the_forms_labels_between_comments_are_left_out_and_reported():
    sample = with_comments(NEWEST, replace(ASKED, text=f"(never shown)\n{QUESTION}"))
    result = parse(sample)
    assert result.page.comments[0].text == QUESTION
    line = sample.line_of("(never shown)")
    report = f'{line}: remains of the old page: "(never shown)"'
    assert report in said(result, FindingKind.LEFT_OUT)


def test_the_forms_words_within_a_comment_stay():
    text = "It says\n(never shown)\nunder my name."
    assert comments(Said("Ned", DAY, text))[0].text == text


def test_lines_below_the_closing_ones_are_left_out_and_reported():
    tail = ("Teapot News", signature("Ed", DAY))
    result = parse(replace(TALK, closing=(*TALK.closing, *tail)))
    assert len(result.page.comments) == 5
    assert any('"Teapot News"' in text for text in said(result, FindingKind.LEFT_OUT))
    assert any("below the last comment" in text for text in said(result, FindingKind.ODD))


def test_an_expert_reply_is_taken_apart_and_tied_to_its_question():
    read = comments(REPLIED, ASKED)
    assert read[1].by_expert
    assert read[1].text == "Egg white holds until it is washed."
    assert (read[1].quote.asker, read[1].quote.text) == ("Ned", QUESTION)
    assert read[1].answers == read[0].key


def test_the_account_is_guessed_from_the_form_and_reported():
    result = parse(TALK)
    assert result.page.expert_account == ACCOUNT
    assert any(f'expert account "{ACCOUNT}"' in text for text in said(result, FindingKind.GUESSED))


def test_a_reply_whose_question_is_gone_stands_alone_with_its_quote():
    read = comments(STRAY)
    assert (read[0].answers, read[0].quote.text) == (None, "Is tin safe to drink from?")
    assert "question of Gus" in odd(STRAY)


@pytest.mark.parametrize(
    "quote", [QUESTION[:40], QUESTION[:20] + " ...", f"{QUESTION[:9]} [...] a year?"]
)
def test_a_quote_cut_short_still_finds_its_question(quote):
    reply = answered("Ned", quote, "Until it is washed.", DAY)
    read = comments(reply, ASKED)
    assert read[1].answers == read[0].key
    assert "but fits it" in guessed(reply, ASKED)


def test_a_question_cut_short_is_still_found_by_its_quote():
    short = replace(ASKED, text=QUESTION[:30])
    read = comments(REPLIED, short)
    assert read[1].answers == read[0].key


def test_a_quote_unlike_the_askers_comment_stands_alone():
    other = replace(ASKED, text="I collect spoons from hotels.")
    assert comments(REPLIED, other)[1].answers is None
    assert f"other comments by that name: line {TALK.line_of('Mine') + 6}" in odd(REPLIED, other)


def test_the_same_asker_twice_gets_each_reply_under_the_right_question():
    second = Said("Ned", DAY, "And the lid, what about the lid?")
    reply = answered("Ned", second.text, "The lid can wait.", DAY + timedelta(hours=1))
    first, reply_to_first, again, reply_to_second = comments(reply, second, REPLIED, ASKED)
    assert (reply_to_first.answers, reply_to_second.answers) == (first.key, again.key)


def test_the_same_question_twice_is_answered_at_the_newer_one():
    again = replace(ASKED, when=ASKED.when + timedelta(hours=2))
    read = comments(REPLIED, again, ASKED)
    assert read[2].answers == read[1].key
    assert "placed under the newest" in guessed(REPLIED, again, ASKED)


def test_a_question_newer_than_the_reply_is_not_what_it_answers():
    later = replace(ASKED, when=REPLIED.when + timedelta(days=1))
    assert comments(later, REPLIED)[0].answers is None


def test_a_reader_who_copies_the_form_is_no_expert():
    copy = replace(REPLIED, name="Eve", when=DAY)
    read = comments(copy, REPLIED, STRAY)
    assert (read[2].by_expert, read[2].text) == (False, copy.text)
    assert '"Eve" writes in the form of an expert reply' in odd(copy, REPLIED, STRAY)


def test_two_accounts_with_equally_many_replies_make_no_expert():
    read = comments(replace(REPLIED, name="Eve"), STRAY)
    assert not any(one.by_expert for one in read)
    assert "say --expert-account" in odd(replace(REPLIED, name="Eve"), STRAY)


def test_the_expert_account_can_be_given():
    result = parse(with_comments(replace(REPLIED, name="Eve"), STRAY), expert_account="Eve")
    assert [one.by_expert for one in result.page.comments] == [False, True]


def test_a_given_account_that_signs_nothing_is_reported():
    result = parse(TALK, expert_account="Nobody")
    assert any(
        'signed by the expert account "Nobody"' in text for text in said(result, FindingKind.ODD)
    )


def test_a_comment_of_the_account_without_the_form_is_the_experts_own():
    plain = Said(ACCOUNT, DAY, "Thanks to all.")
    read = comments(plain, STRAY)
    assert (read[1].by_expert, read[1].quote) == (True, None)
    assert "quotes nothing" in odd(plain, STRAY)


def test_a_name_like_the_accounts_is_reported():
    assert "nearly the expert account" in odd(Said(ACCOUNT.lower(), DAY, "Hi."), STRAY)


def test_a_zone_of_daylight_saving_does_not_matter_for_the_key():
    assert comments(ASKED)[0].key == "Ned|2016-05-02T09:15|1"
    assert str(comments(ASKED)[0].posted_at.tzinfo) == str(ZONE)
