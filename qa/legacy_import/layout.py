"""Where the article ends, where the comments begin and end, and what is mere frame.

The old site's page furniture was copied along with the text: teasers, the comment
form's labels, a list of latest comments. Those lines are *remains*: they mark places
and are never content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .document import Notes, PageFileError, clip
from .signature import looks_signed

ADD_A_COMMENT = re.compile(r"\[Add a Comment\]")
# "Share your story with a doctor." in an article is a sentence, hence the strict end.
SHARE = re.compile(r"Share Your Story\b[^.!?]*(?:\.{2,}|…)?")
#: What a file holds at least whose discussion is empty, not cut off.
OPENED = re.compile(r"\[Add a Comment\]|Share Your Story\b.*(?:\.\.|…)")
TEASER = re.compile(r"You might also like\s*(?:\.{2,}|…|:)?")
FORM = re.compile(r"\(never shown\)|Enter word:?|Latest Comments")
REMAINS = (ADD_A_COMMENT, SHARE, TEASER, FORM)


@dataclass(frozen=True, slots=True)
class Layout:
    """Half-open ranges of line indices (from 0); None where the file has no such part."""

    article_end: int
    comments: range
    #: The file has a line that ends the article: it is not cut off before that.
    article_is_closed: bool
    #: The lines that open the discussion are there whole.
    discussion_is_opened: bool
    #: The same lines are to close it: the site printed "Share Your Story" twice.
    closing_is_promised: bool
    discussion_is_closed: bool


def is_remains(line: str) -> bool:
    """Tell whether ``line`` is page furniture of the old site."""
    text = line.strip()
    return any(pattern.fullmatch(text) for pattern in REMAINS)


def find_layout(lines: Sequence[str], start: int, notes: Notes) -> Layout:
    """Divide the ``lines`` from index ``start`` (after the byline) on; note the remains.

    Raises:
        PageFileError: signed comments follow the article without a line between.
    """
    end = _first(lines, start, len(lines), *REMAINS)
    if end is None:
        _refuse_unmarked_comments(lines, start)
        nothing = range(len(lines), len(lines))
        return Layout(len(lines), nothing, False, False, False, False)
    begin = _comments_begin(lines, end)
    stop, closed = _comments_stop(lines, begin)
    _note_opening(lines, range(end, begin), notes)
    _note_closing(lines, range(stop, len(lines)), notes)
    opening = [line.strip() for line in lines[end:begin]]
    return Layout(
        article_end=end,
        comments=range(begin, stop),
        article_is_closed=True,
        discussion_is_opened=any(OPENED.fullmatch(line) for line in opening),
        closing_is_promised=any(SHARE.fullmatch(line) for line in opening),
        discussion_is_closed=closed,
    )


def _first(lines: Sequence[str], start: int, stop: int, *patterns: re.Pattern[str]) -> int | None:
    for index in range(start, stop):
        if any(pattern.fullmatch(lines[index].strip()) for pattern in patterns):
            return index
    return None


def _refuse_unmarked_comments(lines: Sequence[str], start: int) -> None:
    for index in range(start, len(lines)):
        if looks_signed(lines[index]):
            raise PageFileError(
                "a signed comment, but no line before it ends the article "
                '("You might also like...", "[Add a Comment]")',
                index + 1,
            )


def _comments_begin(lines: Sequence[str], end: int) -> int:
    """Return the index after the opening furniture that starts at ``end``."""
    signed = next((i for i in range(end, len(lines)) if looks_signed(lines[i])), len(lines))
    last = end
    # Related links stand between the teaser and the form: the *last* mark before the
    # first signature counts, except that the button is always the end.
    for index in range(end, signed):
        if is_remains(lines[index]):
            last = index
        if ADD_A_COMMENT.fullmatch(lines[index].strip()):
            break
    begin = last + 1
    while begin < signed and (not lines[begin].strip() or is_remains(lines[begin])):
        if SHARE.fullmatch(lines[begin].strip()):
            break
        begin += 1
    return begin


def _comments_stop(lines: Sequence[str], begin: int) -> tuple[int, bool]:
    """Return the index after the last comment and whether closing lines follow it."""
    for index in range(len(lines) - 1, begin - 1, -1):
        if SHARE.fullmatch(lines[index].strip()):
            return index, True
    stop = len(lines)
    closed = False
    while stop > begin and (not lines[stop - 1].strip() or is_remains(lines[stop - 1])):
        stop -= 1
        closed = closed or bool(lines[stop].strip())
    return stop, closed


def _note_opening(lines: Sequence[str], where: range, notes: Notes) -> None:
    for index in where:
        text = lines[index].strip()
        if is_remains(text):
            notes.left_out(index + 1, f'remains of the old page: "{clip(text)}"')
        elif text:
            notes.left_out(index + 1, f'between the article and the comments: "{clip(text)}"')


def _note_closing(lines: Sequence[str], where: range, notes: Notes) -> None:
    for index in where:
        text = lines[index].strip()
        if is_remains(text):
            notes.left_out(index + 1, f'remains of the old page: "{clip(text)}"')
        elif looks_signed(text):
            notes.odd(index + 1, f'signed, but below the last comment: "{clip(text)}"')
        elif text:
            notes.left_out(index + 1, f'below the last comment: "{clip(text)}"')
