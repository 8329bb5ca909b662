"""The article above the discussion: title, byline, topics, question and answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .dates import read_long_date
from .document import Article, Notes, PageFileError, Section, clip
from .layout import Layout
from .people import split_author
from .topics import split_topics

_BYLINE = re.compile(r"By\b:?\s*(.*?)\s*[-–—]\s*Updated\b:?\s*([^|]*?)\s*(\|.*)?", re.I)
_STARTS_BYLINE = re.compile(r"By\b\s*:", re.I)
_ASKER = re.compile(r"\((.+?),\s*(\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]+\.?\s+\d{4})\)")
_ASKER_SHAPE = re.compile(r"\([^()]+,[^()]*\d{4}\)")
_SENTENCE_ENDS = (".", "!", "?", ":", ";", ",", "…", '"', "”", "'", "’", ")")

_LONGEST_HEADING = 80
_LONGEST_BYLINE = 500
_LONGEST_TOPICS = 160
_LONGEST_TITLE = 255
"""What Wagtail stores of a page's title, in characters."""


@dataclass(frozen=True, slots=True)
class Head:
    """Title and byline; ``end`` is the index after the byline."""

    title: str
    title_line: int
    author: str
    updated_on: date
    promises_discussion: bool
    byline: int
    end: int


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of lines without a blank one; ``index`` is its first."""

    index: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())


def read_head(lines: Sequence[str], notes: Notes) -> Head:
    """Return what stands above and in the byline.

    Raises:
        PageFileError: there is no byline, no title, or no such date.
    """
    index = _find_byline(lines)
    found = _read_byline(lines[index])
    if not found or not found[1]:
        raise PageFileError(
            f'the byline "{clip(lines[index])}" does not read "By: NAME - Updated: D Mon YYYY"',
            index + 1,
        )
    try:
        updated = read_long_date(found[2])
    except ValueError:
        raise PageFileError(f'"{clip(found[2])}" in the byline is not a date', index + 1) from None
    rest = (found[3] or "").strip("| ")
    if rest:
        notes.left_out(index + 1, f'remains of the old page: "{clip(rest)}"')
    title_line, title = _read_title(lines, index, notes)
    return Head(
        title=title,
        title_line=title_line,
        author=found[1],
        updated_on=updated,
        promises_discussion="comments" in rest.lower(),
        byline=index,
        end=index + 1,
    )


def _read_byline(line: str) -> re.Match[str] | None:
    # The pattern takes quadratic time on a long line, and no byline is long.
    return _BYLINE.fullmatch(line.strip()) if len(line) < _LONGEST_BYLINE else None


def _find_byline(lines: Sequence[str]) -> int:
    for index, line in enumerate(lines):
        if _STARTS_BYLINE.match(line.strip()) or _read_byline(line):
            return index
        # Past the asker the article has begun: a "By:" there is no byline.
        if _ASKER.fullmatch(line.strip()):
            break
    filled = [index for index, line in enumerate(lines) if line.strip()]
    where = filled[min(2, len(filled) - 1)]
    raise PageFileError(
        'no byline ("By: NAME - Updated: D Mon YYYY") above the question', where + 1
    )


def _read_title(lines: Sequence[str], byline: int, notes: Notes) -> tuple[int, str]:
    """Return the title's line number and the title."""
    above = [(i, lines[i].strip()) for i in range(byline) if lines[i].strip()]
    if not above:
        raise PageFileError("no title above the byline", byline + 1)
    where, title = above.pop()
    if not above and title.startswith("Home >"):
        title = title.rsplit(" > ", 1)[-1].strip()
        notes.guessed(where + 1, f'title "{clip(title)}", from the breadcrumb')
    for index, text in above:
        what = "breadcrumb" if text.startswith("Home >") else "line above the title"
        notes.left_out(index + 1, f'{what}: "{clip(text)}"')
        if what == "breadcrumb" and not text.endswith(title):
            notes.odd(index + 1, "the breadcrumb names another title")
    if len(title) > _LONGEST_TITLE:
        raise PageFileError(
            f"the title has {len(title)} characters, more than {_LONGEST_TITLE}",
            where + 1,
        )
    return where + 1, title


def read_article(
    lines: Sequence[str],
    head: Head,
    layout: Layout,
    known_topics: Iterable[str],
    notes: Notes,
) -> Article:
    """Return the article between ``head`` and the end that ``layout`` found.

    Raises:
        PageFileError: question, asker or answer is missing, or the text breaks off.
    """
    blocks = _blocks(lines, head.end, layout.article_end)
    asker_at = _find_asker(lines, blocks, head, layout)
    asked = [block for block in blocks if block.index < asker_at]
    topics_at, topics_line = _take_topics_line(asked, head, notes)
    if not asked:
        raise PageFileError("no question between byline and asker", asker_at + 1)
    asker, asked_on = _read_asker(lines, asker_at)
    answer = [block for block in blocks if block.index > asker_at]
    _refuse_broken_answer(lines, answer, head, layout, notes)
    introduction, sections = _read_answer(answer, notes)
    if asked_on > head.updated_on:
        notes.odd(asker_at + 1, "asked after the article was last updated")
    name, letters = split_author(head.author)
    if letters:
        notes.guessed(head.byline + 1, f'author "{name}", letters after the name "{letters}"')
    question = tuple(block.text for block in asked)
    spoken = [head.title, *question, *introduction]
    spoken += [text for one in sections for text in (one.heading, *one.paragraphs)]
    return Article(
        title=head.title,
        title_line=head.title_line,
        author_name=name,
        author_post_nominals=letters,
        updated_on=head.updated_on,
        topics_line=topics_line,
        topics=_topics(topics_line, topics_at, known_topics, spoken, notes),
        question=question,
        asker_name=asker,
        asked_on=asked_on,
        introduction=introduction,
        sections=sections,
    )


def _blocks(lines: Sequence[str], start: int, end: int) -> list[_Block]:
    blocks: list[_Block] = []
    run: list[str] = []
    for index in range(start, end + 1):
        text = lines[index].strip() if index < end else ""
        # The asker's line is a block of its own even without blank lines around it.
        if run and (not text or _ASKER.fullmatch(text)):
            blocks.append(_Block(index - len(run), tuple(run)))
            run = []
        if _ASKER.fullmatch(text):
            blocks.append(_Block(index, (text,)))
        elif text:
            run.append(text)
    return blocks


def _find_asker(lines: Sequence[str], blocks: Sequence[_Block], head: Head, layout: Layout) -> int:
    for shape in (_ASKER, _ASKER_SHAPE):
        for block in blocks:
            if shape.fullmatch(block.lines[-1]):
                return block.index + len(block.lines) - 1
    last = blocks[-1].index + len(blocks[-1].lines) if blocks else head.end
    if layout.article_is_closed:
        problem = 'no line "(ASKER, D Month YYYY)" ends the question'
    elif blocks:
        problem = "the file ends before the question's asker: it looks cut off"
    else:
        problem = "the file ends after the byline, without a question"
    raise PageFileError(problem, last)


def _read_asker(lines: Sequence[str], index: int) -> tuple[str, date]:
    text = lines[index].strip()
    found = _ASKER.fullmatch(text)
    try:
        asked_on = read_long_date(found[2] if found else "")
        return " ".join(found[1].split()) if found else "", asked_on
    except ValueError:
        raise PageFileError(
            f'"{clip(text)}" does not give the asker and a possible date ("(ASKER, D Month YYYY)")',
            index + 1,
        ) from None


def _take_topics_line(asked: list[_Block], head: Head, notes: Notes) -> tuple[int, str]:
    """Remove the topics from the front of ``asked``; return (index, line or "")."""
    if asked and _is_topics_line(asked[0], head, alone=len(asked) == 1):
        block = asked[0]
        asked[:1] = [_Block(block.index + 1, block.lines[1:])] if len(block.lines) > 1 else []
        return block.index, block.lines[0]
    notes.odd(head.byline + 1, "no line of topics after the byline")
    return head.byline, ""


def _is_topics_line(block: _Block, head: Head, *, alone: bool) -> bool:
    line = block.lines[0]
    if len(line) > _LONGEST_TOPICS or line.endswith(_SENTENCE_ENDS):
        return False
    if block.index == head.end:
        return True
    return not alone and len(block.lines) == 1 and line.istitle()


def _topics(
    line: str,
    index: int,
    known: Iterable[str],
    spoken: Sequence[str],
    notes: Notes,
) -> tuple[str, ...]:
    topics, guessed = split_topics(line, list(known), spoken)
    if guessed:
        notes.guessed(index + 1, f'topics {", ".join(topics)}, from the line "{clip(line)}"')
    return topics


def _refuse_broken_answer(
    lines: Sequence[str],
    answer: Sequence[_Block],
    head: Head,
    layout: Layout,
    notes: Notes,
) -> None:
    if not answer:
        raise PageFileError("no answer after the question", layout.article_end)
    if layout.article_is_closed:
        return
    last = answer[-1].index + len(answer[-1].lines)
    if head.promises_discussion or not answer[-1].text.endswith(_SENTENCE_ENDS):
        raise PageFileError("the file ends inside the article: it looks cut off", last)
    notes.odd(last, "nothing marks the end of the article")


def _read_answer(
    blocks: Sequence[_Block], notes: Notes
) -> tuple[tuple[str, ...], tuple[Section, ...]]:
    introduction: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        if _is_heading(block, after, notes):
            notes.guessed(block.index + 1, f'"{block.text}" is the heading of a section')
            sections.append((block.text, []))
        elif sections:
            sections[-1][1].append(block.text)
        else:
            introduction.append(block.text)
    if not introduction:
        notes.odd(blocks[0].index + 1, "the answer has no introduction")
    return tuple(introduction), tuple(
        Section(heading, tuple(paragraphs)) for heading, paragraphs in sections
    )


def _is_heading(block: _Block, after: _Block | None, notes: Notes) -> bool:
    if not _could_be_heading(block):
        return False
    if after is None or _could_be_heading(after):
        notes.guessed(
            block.index + 1,
            f'"{clip(block.text)}" is short like a heading, but no text follows it; '
            "taken as a paragraph",
        )
        return False
    return True


def _could_be_heading(block: _Block) -> bool:
    if len(block.lines) > 1 or len(block.text) > _LONGEST_HEADING:
        return False
    # "What Is It?" is a heading, "Is it safe?" a sentence.
    if block.text.endswith("?"):
        return block.text.istitle()
    return not block.text.endswith(_SENTENCE_ENDS)
