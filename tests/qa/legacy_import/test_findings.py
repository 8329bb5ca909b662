"""Every finding names the line it is about."""

import re
from dataclasses import replace

import pytest

from tests.qa.legacy_import.reading import parse
from tests.qa.legacy_import.samples import (
    ASKED,
    NEWEST,
    OLDEST,
    STRAY,
    TALK,
    Said,
    answered,
    at,
    signature,
    with_comments,
)

PASTE = f"I saw\n{signature('Al', at(2001, 1, 1))}\nEve - 3-Mar-16\nhere."
PLAIN_BYLINE = "By: Ada Kettle - Updated: 3 Mar 2018 | comments*Discuss"
SAMPLES = {
    "plain": TALK,
    "pasted": with_comments(NEWEST, replace(ASKED, text=PASTE), OLDEST, STRAY),
    "links": replace(TALK, opening=(TALK.opening[0], "Ten Odd Jugs", *TALK.opening[1:])),
    "tail": replace(TALK, closing=(*TALK.closing, "Teapot News", signature("Ed", at(2019, 1, 1)))),
    "label": replace(TALK, opening=(*TALK.opening[:2], "[Add a Comment]", "(never shown)")),
    "short": replace(TALK, sections=(("Lids", ("They slip.", "Thanks to the museum")),)),
    "topics": replace(TALK, byline=PLAIN_BYLINE, topics=f"\n{TALK.topics}"),
    "no form": with_comments(Said("Eve", at(2017, 1, 1, 9), "Hm."), STRAY),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_the_words_a_finding_quotes_stand_in_its_line(sample):
    lines = ["", *sample.text().split("\n")]
    quoting = [one for one in parse(sample).findings if one.line and ': "' in one.message]
    assert quoting
    for one in quoting:
        words = re.search(r': "(.*?)…?"', one.message)[1]
        assert words in lines[one.line]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES.keys())
def test_findings_come_in_the_order_of_their_lines(sample):
    lines = [one.line or 0 for one in parse(sample).findings]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("letters after the name", "By: Ada"),
        ("topics Bone China", TALK.topics),
        ('"Cracked Spouts" is the heading', "Cracked Spouts"),
        ("the question of Gus", "Gus - Your Question"),
        ("expert account", "Ned - Your Question"),
    ],
)
def test_a_finding_that_quotes_nothing_names_its_line_too(message, words):
    found = [one for one in parse(TALK).findings if message in one.message]
    assert [one.line for one in found] == [TALK.line_of(words)]


@pytest.mark.parametrize(
    ("sample", "message", "words"),
    [
        (replace(TALK, asker="(Ida, 4 February 2021)"), "asked after", "(Ida"),
        (replace(TALK, introduction=()), "no introduction", "Cracked Spouts"),
        (replace(TALK, topics=""), "no line of topics", "By: Ada"),
        (SAMPLES["short"], "short like a heading", "Thanks to"),
        (with_comments(NEWEST, replace(OLDEST, name="")), "no name", " - 1-Dec-15"),
        (with_comments(NEWEST, replace(OLDEST, text="")), "without text", "Old Tom - "),
        (with_comments(replace(OLDEST, when=at(2016, 3, 27, 1, 30))), "clocks", "Old Tom - "),
        (
            with_comments(answered("Ned", ASKED.text[:20], "No.", at(2016, 6, 1)), ASKED),
            "fits",
            "Ned - Y",
        ),
    ],
)
def test_other_findings_name_their_line(sample, message, words):
    found = [one for one in parse(sample).findings if message in one.message]
    assert [one.line for one in found] == [sample.line_of(words)]
