"""Bytes of a page file in, a `ParsedPage` and a list of findings out. No Django here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo

from .article import Head, read_article, read_head
from .decoding import read_lines
from .document import Finding, Notes, PageFileError, ParsedPage
from .layout import Layout, find_layout
from .replies import guess_account, mark_replies
from .thread import read_comments


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What was read and what is to be reported, the findings in order of lines."""

    page: ParsedPage
    findings: tuple[Finding, ...]


def parse_page(
    data: bytes,
    *,
    zone: tzinfo,
    known_topics: Iterable[str] = (),
    expert_account: str | None = None,
    accept_missing_end: bool = False,
) -> ParseResult:
    """Read a page in the shape of the old site's plain-text copies.

    ``zone`` is the site's time zone: the file gives local times without one.
    ``known_topics`` help to divide the topics line. ``expert_account`` is the name
    under which experts replied; left out, it is guessed. ``accept_missing_end`` lets
    a file pass whose closing lines are gone though its last comment is whole.

    Raises:
        PageFileError: the file is broken; the message says how and in which line.
    """
    notes = Notes()
    lines = read_lines(data, notes)
    head = read_head(lines, notes)
    layout = find_layout(lines, head.end, notes)
    article = read_article(lines, head, layout, known_topics, notes)
    comments = read_comments(lines, layout.comments, zone, notes)
    if not comments:
        _refuse_missing_discussion(len(lines), head, layout)
        notes.odd(None, "the page has no comments")
    elif layout.closing_is_promised and not layout.discussion_is_closed:
        _missing_end(layout.comments.stop, accept_missing_end, notes)
    account = guess_account(comments, expert_account, notes)
    comments = mark_replies(comments, account, notes)
    page = ParsedPage(article, tuple(comments), account)
    return ParseResult(page, tuple(sorted(notes.findings, key=_by_line)))


def _refuse_missing_discussion(last: int, head: Head, layout: Layout) -> None:
    """Tell a page nobody commented on from one cut off before its comments."""
    whole = layout.discussion_is_opened or layout.discussion_is_closed
    if layout.article_is_closed and head.promises_discussion and not whole:
        raise PageFileError("the file ends before the comments: it looks cut off", last)


def _missing_end(line: int, accepted: bool, notes: Notes) -> None:
    problem = (
        "the file ends with a whole comment, but without the page's closing lines "
        '("Share Your Story…", "Latest Comments"): older comments may be cut off'
    )
    if not accepted:
        raise PageFileError(f"{problem}; --accept-missing-end imports it as it is", line)
    notes.odd(line, problem)


def _by_line(finding: Finding) -> int:
    return finding.line or 0
