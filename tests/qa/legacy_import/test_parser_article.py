"""The article part of a page file: what is read, what is guessed, what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from qa.legacy_import.document import FindingKind
from qa.legacy_import.parser import parse_page
from tests.qa.legacy_import.reading import SEED, ZONE, article, parse, refusal, said
from tests.qa.legacy_import.samples import TALK

GUESSED = FindingKind.GUESSED


def test_title_author_and_date_come_from_the_lines_above_the_question():
    read = article(TALK)
    assert read.title == "Old Teapots, will Glue Hold?"
    assert (read.author_name, read.author_post_nominals) == ("Ada Kettle", "BSc (hons), PhD")
    assert read.updated_on == date(2018, 3, 3)


def test_the_letters_after_the_name_are_reported_only_where_there_are_some():
    assert any('letters after the name "BSc' in text for text in said(parse(TALK), GUESSED))
    plain = replace(TALK, byline="By Ada Kettle - Updated: 3 Mar 2018 | comments*Discuss")
    assert not any("letters after" in text for text in said(parse(plain), GUESSED))


def test_question_asker_and_day_are_read():
    read = article(TALK)
    assert read.question == TALK.question
    assert (read.asker_name, read.asked_on) == ("Mrs Ida Cosy", date(2011, 2, 4))


def test_short_lines_without_a_stop_divide_the_answer_into_sections():
    read = article(TALK)
    assert read.introduction == TALK.introduction
    assert [(one.heading, one.paragraphs) for one in read.sections] == list(TALK.sections)


def test_a_heading_is_reported_as_guessed_with_its_line():
    guessed = said(parse(TALK), GUESSED)
    line = TALK.line_of("About Bone China")
    assert f'{line}: "About Bone China" is the heading of a section' in guessed


def test_a_short_line_with_no_text_below_it_stays_a_paragraph():
    sample = replace(TALK, sections=(("Lids", ("They slip.", "Thanks to the museum")),))
    assert article(sample).sections[0].paragraphs == ("They slip.", "Thanks to the museum")
    assert any("no text follows" in text for text in said(parse(sample), GUESSED))


@pytest.mark.parametrize(
    "text", ["x" * 81, "Two lines\nof text", "A sentence.", "A list:", "Is it safe?"]
)
def test_what_is_long_or_ends_like_a_sentence_is_no_heading(text):
    body = ("It slips.", text, "It chips.")
    assert len(article(replace(TALK, sections=(("Lids", body),))).sections) == 1


def test_a_heading_may_have_eighty_characters():
    sample = replace(TALK, sections=(("Lids", ("It slips.",)), ("x" * 80, ("It chips.",))))
    assert [one.heading for one in article(sample).sections] == ["Lids", "x" * 80]


def test_a_question_in_capitals_is_a_heading_and_a_plain_one_is_not():
    sample = replace(TALK, sections=(("Is It Safe?", ("Is it?", "It is.")),))
    read = article(sample).sections
    assert [(one.heading, one.paragraphs) for one in read] == [
        ("Is It Safe?", ("Is it?", "It is."))
    ]


def test_lines_broken_inside_a_paragraph_are_joined():
    sample = replace(TALK, introduction=("Most glues\nsoften in hot water.",))
    assert article(sample).introduction == ("Most glues soften in hot water.",)


def test_an_answer_without_introduction_is_reported():
    result = parse(replace(TALK, introduction=()))
    assert result.page.article.introduction == ()
    assert any("no introduction" in text for text in said(result, FindingKind.ODD))


def test_known_topics_divide_the_topics_line_first():
    known = ["glue spouts", "Bone China"]
    assert article(TALK, known_topics=known).topics == ("Bone China", "glue spouts", "Cracked")


def test_phrases_of_the_article_divide_the_topics_line_and_are_reported():
    result = parse(TALK)
    assert result.page.article.topics == ("Bone China", "Glue", "Spouts", "Cracked")
    line = TALK.line_of(TALK.topics)
    report = f'{line}: topics Bone China, Glue, Spouts, Cracked, from the line "{TALK.topics}"'
    assert report in said(result, GUESSED)


def test_a_phrase_does_not_reach_over_a_full_stop():
    sample = replace(TALK, topics="Thin Glue", introduction=("It is thin. Glue is not.",))
    assert article(sample).topics == ("Thin", "Glue")


def test_a_topics_line_with_commas_needs_no_guess():
    result = parse(replace(TALK, topics="Bone China, Glue, glue"))
    assert result.page.article.topics == ("Bone China", "Glue")
    assert not any("topics" in text for text in said(result, GUESSED))


def test_a_page_without_topics_keeps_its_whole_question():
    result = parse(replace(TALK, topics=""))
    assert result.page.article.question == TALK.question
    assert "5: no line of topics after the byline" in said(result, FindingKind.ODD)


@pytest.mark.parametrize("line", ["x" * 161, "My lid broke too."])
def test_a_long_line_or_a_sentence_after_the_byline_belongs_to_the_question(line):
    read = article(replace(TALK, topics=f"{line}\n"))
    assert (read.question, read.topics) == ((line, *TALK.question), ())


def test_a_question_alone_after_a_blank_line_is_not_taken_for_topics():
    sample = replace(TALK, topics="", question=("Will Glue Hold",))
    assert article(sample).question == ("Will Glue Hold",)


def test_a_plain_short_paragraph_after_a_blank_line_is_not_taken_for_topics():
    sample = replace(TALK, topics="", question=("Dear experts", "Will glue hold?"))
    assert article(sample).question == ("Dear experts", "Will glue hold?")


def test_topics_after_a_blank_line_are_still_topics():
    read = article(replace(TALK, topics=f"\n{TALK.topics}"))
    assert (read.topics_line, read.question) == (TALK.topics, TALK.question)


def test_the_breadcrumb_gives_the_title_when_the_title_line_is_gone():
    text = TALK.text().replace(f"\n\n{TALK.title}\n", "\n", 1)
    result = parse_page(text.encode(), zone=ZONE)
    assert result.page.article.title == TALK.title
    assert f'1: title "{TALK.title}", from the breadcrumb' in said(result, GUESSED)


def test_a_page_without_breadcrumb_has_its_title_all_the_same():
    result = parse_page(TALK.text().split("\n\n", 1)[1].encode(), zone=ZONE)
    assert (result.page.article.title, result.page.article.title_line) == (TALK.title, 1)
    assert not any("breadcrumb" in text for text in said(result, GUESSED))


def test_another_line_above_the_title_is_left_out_and_reported():
    result = parse_page(b"Printed by hand\n\n" + TALK.data(), zone=ZONE)
    assert '1: line above the title: "Printed by hand"' in said(result, FindingKind.LEFT_OUT)
    assert not any("another title" in text for text in said(result, FindingKind.ODD))


def test_a_breadcrumb_of_another_page_is_reported():
    result = parse_page(TALK.text().replace(TALK.title, "Cups", 1).encode(), zone=ZONE)
    assert "1: the breadcrumb names another title" in said(result, FindingKind.ODD)


def test_the_remains_of_the_old_page_are_left_out_and_reported():
    left_out = " ".join(said(parse(TALK), FindingKind.LEFT_OUT))
    for text in ("Home > Ask", "comments*Discuss", *TALK.opening, *TALK.closing):
        assert text in left_out


def test_related_links_before_the_comments_are_left_out_and_reported():
    sample = replace(TALK, opening=(TALK.opening[0], "Ten Odd Jugs", *TALK.opening[1:]))
    result = parse(sample)
    assert len(result.page.comments) == len(TALK.comments)
    assert any('"Ten Odd Jugs"' in text for text in said(result, FindingKind.LEFT_OUT))


def test_a_citation_in_brackets_is_not_the_asker():
    sample = replace(TALK, question=("Does it hold?", "(Pottery Review, 2009)"))
    read = article(sample)
    assert read.asker_name == "Mrs Ida Cosy"
    assert read.question == sample.question


def test_a_question_asked_after_the_last_update_is_reported():
    result = parse(replace(TALK, asker="(Ida, 4 February 2021)"))
    assert any("asked after" in text for text in said(result, FindingKind.ODD))


def test_a_question_answered_on_its_day_is_nothing_odd():
    result = parse(replace(TALK, asker="(Ida, 3 March 2018)"))
    assert not any("asked after" in text for text in said(result, FindingKind.ODD))


def test_a_file_without_byline_is_refused():
    error = refusal(replace(TALK, byline="Updated by hand"))
    assert "no byline" in error.message
    assert error.line == 5


def test_a_byline_without_a_title_above_it_is_refused():
    error = refusal(TALK.data().split(TALK.title.encode())[2].lstrip())
    assert (error.line, "no title" in error.message) == (1, True)


def test_a_byline_without_a_name_is_refused():
    assert refusal(replace(TALK, byline="By: - Updated: 3 Mar 2018")).line == 5


def test_a_byline_of_a_thousand_characters_is_refused():
    byline = f"By: {'x' * 1000} - Updated: 3 Mar 2018"
    assert "does not read" in refusal(replace(TALK, byline=byline)).message


def test_a_byline_without_a_date_is_refused_with_its_line():
    error = refusal(replace(TALK, byline="By: Ada Kettle"))
    assert (error.line, "Updated: D Mon YYYY" in error.message) == (5, True)


@pytest.mark.parametrize("day", ["31 Feb 2019", "12 Foo 2019", "0 May 2019", "soon"])
def test_an_impossible_date_in_the_byline_is_refused(day):
    error = refusal(replace(TALK, byline=f"By: Ada Kettle - Updated: {day}"))
    assert (error.line, day in error.message) == (5, True)


def test_an_impossible_date_of_the_question_is_refused():
    sample = replace(TALK, asker="(Ida, 31 June 2011)")
    error = refusal(sample)
    assert error.line == sample.line_of("31 June")


def test_a_missing_asker_is_refused():
    assert "ends the question" in refusal(replace(TALK, asker="")).message


def test_a_missing_question_is_refused():
    sample = replace(TALK, question=())
    assert "no question" in refusal(sample).message
    assert refusal(sample).line == sample.line_of(TALK.asker)


def test_a_missing_answer_is_refused():
    assert "no answer" in refusal(replace(TALK, introduction=(), sections=())).message


def test_a_title_longer_than_wagtail_stores_is_refused():
    error = refusal(replace(TALK, title="x" * 256))
    assert ("256 characters" in error.message, error.line) == (True, 3)
    assert article(replace(TALK, title="x" * 255)).title == "x" * 255


def test_a_file_that_ends_after_the_byline_is_refused():
    data = TALK.data().split(b"comments*Discuss")[0] + b"comments*Discuss\n"
    assert "without a question" in refusal(data).message


def test_a_file_cut_off_in_the_question_is_refused_with_its_line():
    error = refusal(TALK.data().split(b"boiling")[0])
    assert (error.line, "cut off" in error.message) == (TALK.line_of("boiling"), True)


def test_a_file_cut_off_in_the_article_is_refused_with_its_line():
    error = refusal(TALK.data().split(b"fired twice")[0])
    assert (error.line, "inside the article" in error.message) == (TALK.line_of("fired"), True)


def test_a_file_cut_off_between_article_and_comments_is_refused():
    data = TALK.data().split(b"Share Your Story")[0]
    assert "before the comments" in refusal(data).message


def test_a_page_that_never_promised_a_discussion_may_end_with_its_article():
    sample = replace(TALK, byline="By: Ada Kettle - Updated: 3 Mar 2018")
    result = parse_page(sample.data().split(b"You might")[0], zone=ZONE)
    assert any("nothing marks the end" in text for text in said(result, FindingKind.ODD))


def test_a_page_that_promised_nothing_may_not_end_within_a_sentence():
    sample = replace(TALK, byline="By: Ada Kettle - Updated: 3 Mar 2018")
    assert "inside the article" in refusal(sample.data().split(b"twice")[0]).message


def test_the_seed_gives_the_facts_it_is_known_for():
    if not SEED.exists():
        pytest.skip("the seed page is not on this machine")
    result = parse_page(SEED.read_bytes(), zone=ZONE)
    read, comments = result.page.article, result.page.comments
    assert read.topics == ("Stem Cells", "Paralysis", "Muscles", "Facial")
    assert [len(one.paragraphs) for one in read.sections] == [2, 2, 2]
    assert (len(comments), sum(one.by_expert for one in comments)) == (30, 4)
    assert [one.quote.asker for one in comments if one.by_expert and not one.answers] == ["PB"]


def test_the_seed_cut_anywhere_in_its_text_is_refused():
    if not SEED.exists():
        pytest.skip("the seed page is not on this machine")
    data = SEED.read_bytes()
    begin, end = data.index(b"[Add a Comment]") + 16, data.rindex(b"Share Your Story")
    for length in [*range(0, begin - 60, 7), *range(begin + 1, end, 7)]:
        assert refusal(data[:length]).line <= data.count(b"\n", 0, length) + 1
