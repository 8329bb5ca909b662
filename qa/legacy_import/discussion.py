"""The comments part: what is new is added, what changed in the file is changed here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple, TypeVar

from qa.comments.bulk import CommentEntry, add_comments
from qa.comments.models import Comment
from qa.comments.states import CommentState
from qa.experts.models import ExpertPage

from .document import ParsedComment
from .models import ImportedComment, ImportedPage
from .report import FileReport, Outcome

#: Rows held as objects at a time.
BATCH = 500

_LONGEST_QUOTED_NAME = 50

T = TypeVar("T")


class _Known(NamedTuple):
    """What an earlier import noted; ``comment_id`` is None once that was deleted here."""

    row_id: int
    digest: str
    comment_id: int | None


@dataclass
class Discussion:
    """One synchronisation of a page's comments with those of its file."""

    imported: ImportedPage
    expert: ExpertPage | None
    report: FileReport

    def sync(self, comments: Sequence[ParsedComment], progress: Callable[[int], None]) -> None:
        """Add new ones of ``comments`` (oldest first), update those whose source changed.

        Comments that are gone from the file stay. ``progress`` is told how many are done.
        """
        rows = self.imported.comments.values_list("source_key", "id", "text_digest", "comment_id")
        known = {key: _Known(*rest) for key, *rest in rows.iterator()}
        new = [one for one in comments if one.key not in known]
        old = [one for one in comments if one.key in known]
        progress(len(old))
        self._note_vanished(known, comments)
        self._update([one for one in old if known[one.key].digest != digest_of(one)], known)
        self._note_late_questions(old, new)
        self._add(new, known, progress)

    def _add(
        self,
        new: Sequence[ParsedComment],
        known: dict[str, _Known],
        progress: Callable[[int], None],
    ) -> None:
        if not new:
            return
        here = {key: row.comment_id for key, row in known.items()}
        entries = (self._entry(one, here) for one in new)
        ids = add_comments(page=self.imported.page, entries=entries, progress=progress)
        for batch in in_batches(new, BATCH):
            ImportedComment.objects.bulk_create(
                ImportedComment(
                    imported_page=self.imported,
                    comment_id=ids[one.key],
                    source_key=one.key,
                    text_digest=digest_of(one),
                )
                for one in batch
            )
        experts = [one for one in new if one.by_expert]
        placed = sum(one.answers is not None for one in experts)
        self._did(
            f"{len(new):,} added, {len(experts):,} of them expert replies "
            f"({placed:,} under the comment they answer)"
        )

    def _entry(self, one: ParsedComment, here: dict[str, int | None]) -> CommentEntry:
        # Asked in an earlier import: the id; asked in this one: the key. A question that
        # was deleted here since cannot be answered.
        answers = here.get(one.answers, one.answers) if one.answers else None
        quote = _quote_of(one)
        return CommentEntry(
            key=one.key,
            name=one.name,
            text=one.text,
            posted_at=one.posted_at,
            reply_to=answers,
            expert=self.expert if one.by_expert else None,
            quotes=answers,
            quoted_name=quote[0],
            quoted_text=quote[1],
        )

    def _update(self, changed: Sequence[ParsedComment], known: dict[str, _Known]) -> None:
        updated = 0
        for batch in in_batches(changed, BATCH):
            found = Comment.objects.in_bulk([known[one.key].comment_id for one in batch])
            for one in batch:
                row = known[one.key]
                comment = found.get(row.comment_id)
                if comment and self._may_write(comment, row, one):
                    self._write(comment, one)
                    updated += 1
                ImportedComment.objects.filter(pk=row.row_id).update(text_digest=digest_of(one))
        if updated:
            self._did(f"{updated:,} updated")

    def _may_write(self, comment: Comment, row: _Known, one: ParsedComment) -> bool:
        quote = (comment.quoted_name, comment.quoted_text)
        present = _digest(comment.comment, comment.expert_id is not None, quote)
        if comment.state == CommentState.WITHDRAWN:
            reason = "its author withdrew it"
        elif present != row.digest:
            reason = "it was edited here"
        else:
            return True
        self.report.notes.odd(
            one.line, f'changed in the file, but {reason}; the comment by "{one.name}" stays'
        )
        return False

    def _write(self, comment: Comment, one: ParsedComment) -> None:
        comment.comment = one.text
        comment.quoted_name, comment.quoted_text = _quote_of(one)
        comment.expert = self.expert if one.by_expert else None
        comment.save(update_fields=["comment", "quoted_name", "quoted_text", "expert"])

    def _note_vanished(self, known: dict[str, _Known], comments: Sequence[ParsedComment]) -> None:
        present = {one.key for one in comments}
        deleted = 0
        for key, row in known.items():
            if row.comment_id is None:
                deleted += key in present
            elif key not in present:
                name, minute, _ = key.rsplit("|", 2)
                self.report.notes.odd(None, f'no longer in the file, kept here: "{name}", {minute}')
        if deleted:
            self.report.notes.left_out(None, f"{deleted:,} comments that were deleted here since")

    def _note_late_questions(
        self, old: Sequence[ParsedComment], new: Sequence[ParsedComment]
    ) -> None:
        added = {one.key for one in new}
        for one in old:
            if one.answers in added:
                self.report.notes.odd(
                    one.line,
                    f"the question of {one.quote.asker} came into the file later; the "
                    "reply stays where it is",
                )

    def _did(self, what: str) -> None:
        self.report.add("comments", what)
        if self.report.outcome is Outcome.UNCHANGED:
            self.report.outcome = Outcome.UPDATED


def digest_of(one: ParsedComment) -> str:
    """Return the SHA-256 of what an import writes of ``one``."""
    return _digest(one.text, one.by_expert, _quote_of(one))


def _digest(text: str, by_expert: bool, quote: tuple[str, str]) -> str:
    return hashlib.sha256(json.dumps([text, by_expert, quote]).encode()).hexdigest()


def _quote_of(one: ParsedComment) -> tuple[str, str]:
    if one.quote is None:
        return "", ""
    return one.quote.asker[:_LONGEST_QUOTED_NAME], one.quote.text


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield ``items`` in lists of at most ``size``."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
