"""Any page built in the shape gives back what it was built from."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.legacy_import.document import PageFileError, Quote
from qa.legacy_import.parser import parse_page
from tests.qa.legacy_import.reading import ZONE, parse
from tests.qa.legacy_import.samples import ACCOUNT, TALK, Said, Sample, answered, at

LETTERS = st.characters(categories=("Lu", "Ll", "Nd", "Po", "Sc"), exclude_characters='>"|')
WORD = st.text(LETTERS, min_size=1, max_size=9)
SENTENCE = st.lists(WORD, min_size=1, max_size=9).map(lambda words: "Well " + " ".join(words) + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=4).map("\n".join)
NAME = st.text(st.characters(categories=("Lu", "Ll")), min_size=1, max_size=20)
TITLE = st.lists(NAME, min_size=1, max_size=5).map(" ".join)
BODY = st.lists(SENTENCE, min_size=1, max_size=3).map(tuple)
NEWEST = at(2019, 6, 1, 12, 0)


@st.composite
def talks(draw) -> list[Said]:
    """Comments newest first, some answered by the expert a while later."""
    oldest_first: list[Said] = []
    when = NEWEST - timedelta(days=3000)
    for _ in range(draw(st.integers(0, 8))):
        when += timedelta(minutes=draw(st.integers(61, 400_000)))
        asked = Said(draw(NAME), when, draw(TEXT))
        oldest_first.append(asked)
        if draw(st.booleans()):
            when += timedelta(minutes=draw(st.integers(61, 9_000)))
            oldest_first.append(answered(asked.name, asked.text, draw(TEXT), when))
    return oldest_first[::-1]


@settings(max_examples=150, deadline=None)
@given(
    title=TITLE,
    question=BODY,
    introduction=BODY,
    sections=st.lists(st.tuples(TITLE.filter(lambda text: len(text) <= 80), BODY), max_size=3),
    comments=talks(),
)
def test_a_page_built_in_the_shape_is_read_back(title, question, introduction, sections, comments):
    sample = Sample(
        title=title,
        question=question,
        introduction=introduction,
        sections=tuple(sections),
        comments=tuple(comments),
    )
    page = parse(sample, expert_account=ACCOUNT).page
    article = page.article
    assert (article.title, article.question) == (title, question)
    assert article.introduction == introduction
    assert [(one.heading, one.paragraphs) for one in article.sections] == sections
    assert [(one.name, one.posted_at.replace(tzinfo=None)) for one in page.comments] == [
        (one.name, one.when) for one in reversed(comments)
    ]
    for one, said in zip(page.comments, reversed(comments), strict=True):
        assert_same_text(one, said)


def assert_same_text(one, said: Said) -> None:
    if not one.by_expert:
        assert one.text == said.text
        return
    first, rest = said.text.split("\n", 1)
    quoted, reply = rest.split("\n\nOur Response:\n")
    assert one.quote == Quote(first.split(" - ")[0], quoted)
    assert one.text == reply
    assert one.answers is not None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused_but_never_crash(data):
    assert_reads_or_refuses(data)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_page_with_a_stretch_torn_out_is_read_or_refused_but_never_crashes(data):
    whole = TALK.data()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, len(whole)))
    assert_reads_or_refuses(whole[:start] + data.draw(st.binary(max_size=9)) + whole[end:])


def assert_reads_or_refuses(data: bytes) -> None:
    line = 1
    try:
        parse_page(data, zone=ZONE)
    except PageFileError as error:
        line = error.line
    assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1
