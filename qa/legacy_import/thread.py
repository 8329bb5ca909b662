"""The discussion: lines between the opening and closing furniture to signed comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, tzinfo

from .dates import is_ambiguous, never_was
from .document import Notes, PageFileError, ParsedComment, clip
from .layout import is_remains
from .signature import (
    FORM,
    Signature,
    nearly_signed,
    newest_first,
    read_signature,
)

#: From this many on, mere paste cannot explain signatures that run the wrong way.
_TOO_MANY = 4

NAMELESS = "Anonymous"


def read_comments(
    lines: Sequence[str], where: range, zone: tzinfo, notes: Notes
) -> list[ParsedComment]:
    """Return the comments in ``lines[where]``, oldest first, none tied together yet.

    Times in the file are the site's local times; ``zone`` says where that is.

    Raises:
        PageFileError: an impossible date, no order to be seen, or text at the end
            that nobody signed (the file is cut off).
    """
    signatures = [
        found for index in where if (found := read_signature(lines[index], index)) is not None
    ]
    _refuse_unsigned_tail(lines, where, signatures)
    if not signatures:
        return []
    ordered, in_order = newest_first(signatures, zone)
    _refuse_disorder(signatures, ordered)
    real = _drop_signed_twice(lines, where, ordered)
    if not in_order:
        last = real[-1]
        notes.odd(
            last.index + 1,
            f'the last comment, by "{last.name}", is newer than those above it',
        )
    reasons = {one.index: "breaks the order of dates" for one in signatures}
    reasons |= {one.index: "is repeated by the line below" for one in ordered}
    _note_lookalikes(lines, where, reasons, real, notes)
    return _assemble(lines, where, real, zone, notes)


def _refuse_unsigned_tail(
    lines: Sequence[str], where: range, signatures: Sequence[Signature]
) -> None:
    last = max((i for i in where if lines[i].strip()), default=None)
    if last is None or (signatures and signatures[-1].index == last):
        return
    raise PageFileError(
        "the discussion ends inside a comment: its last line is not a signature "
        f'({FORM}) but "{clip(lines[last])}"; the file looks cut off',
        last + 1,
    )


def _refuse_disorder(signatures: Sequence[Signature], real: Sequence[Signature]) -> None:
    dropped = len(signatures) - len(real)
    if dropped >= _TOO_MANY and dropped > len(real):
        kept = {one.index for one in real}
        first = next(one for one in signatures if one.index not in kept)
        raise PageFileError(
            f"the comments do not run from newest to oldest: {dropped} of "
            f"{len(signatures)} signatures break that order, the first one here",
            first.index + 1,
        )


def _drop_signed_twice(
    lines: Sequence[str], where: range, real: Sequence[Signature]
) -> list[Signature]:
    """Leave out a signature that its own writer repeats in the line below.

    A comment cannot be empty, so of two such lines the first belongs to the text.
    """
    kept: list[Signature] = []
    before = where.start
    for one, after in zip(real, [*real[1:], None], strict=True):
        repeated = (
            after is not None
            and after.name == one.name
            and _has_text(lines, before, one.index)
            and not _has_text(lines, one.index + 1, after.index)
        )
        if not repeated:
            kept.append(one)
            before = one.index + 1
    return kept


def _has_text(lines: Sequence[str], start: int, end: int) -> bool:
    return any(lines[index].strip() for index in range(start, end))


def _note_lookalikes(
    lines: Sequence[str],
    where: range,
    reasons: dict[int, str],
    real: Sequence[Signature],
    notes: Notes,
) -> None:
    kept = {one.index for one in real}
    ends = iter(real)
    owner = next(ends)
    for index in where:
        if index > owner.index:
            owner = next(ends, owner)
        if index in kept:
            continue
        reason = reasons.get(index)
        if not reason and nearly_signed(lines[index]):
            reason = "has not its exact form"
        if reason:
            notes.odd(
                index + 1,
                f'like a signature, but {reason}: "{clip(lines[index])}"; kept as '
                f'text of the comment by "{owner.name}" (line {owner.index + 1})',
            )


def _assemble(
    lines: Sequence[str],
    where: range,
    real: Sequence[Signature],
    zone: tzinfo,
    notes: Notes,
) -> list[ParsedComment]:
    starts = [where.start] + [one.index + 1 for one in real[:-1]]
    seen: Counter[str] = Counter()
    comments: list[ParsedComment] = []
    latest: datetime | None = None
    for start, signature in zip(reversed(starts), reversed(real), strict=True):
        first, text = _body(lines, start, signature.index, notes)
        if not text:
            notes.left_out(signature.index + 1, f'a comment by "{signature.name}" without text')
            continue
        name = _name(signature, notes)
        minute = f"{name}|{signature.when:%Y-%m-%dT%H:%M}"
        seen[minute] += 1
        latest = _posted_at(signature, zone, latest, notes)
        comments.append(
            ParsedComment(
                key=f"{minute}|{seen[minute]}",
                name=name,
                text=text,
                posted_at=latest,
                line=first + 1,
            )
        )
    return comments


def _body(lines: Sequence[str], start: int, end: int, notes: Notes) -> tuple[int, str]:
    """Return the first line's index and the text, without the form's labels on top."""
    while start < end and (not lines[start].strip() or is_remains(lines[start])):
        if lines[start].strip():
            notes.left_out(start + 1, f'remains of the old page: "{clip(lines[start])}"')
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return start, "\n".join(lines[start:end])


def _name(signature: Signature, notes: Notes) -> str:
    if signature.name:
        return signature.name
    notes.guessed(signature.index + 1, f'the signature has no name; taken as "{NAMELESS}"')
    return NAMELESS


def _posted_at(
    signature: Signature, zone: tzinfo, older: datetime | None, notes: Notes
) -> datetime:
    posted = signature.when.replace(tzinfo=zone)
    if not is_ambiguous(signature.when, zone):
        return posted
    if never_was(signature.when, zone):
        notes.odd(
            signature.index + 1,
            f"the clocks were put forward then: there was no {signature.when:%H:%M}",
        )
        return posted
    # The hour that came twice: the second time round if the first would be too early.
    if older and posted.timestamp() < older.timestamp():
        return posted.replace(fold=1)
    return posted
