"""Expert replies: recognised by their form and account, tied to what they answer."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .document import Notes, ParsedComment, Quote, clip

_ASKED = re.compile(r"\s[-–—]\s+Your Question:?$")
_ANSWERED = re.compile(r"Our Response:?$")
_CUT = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\.{3,}|…)\s*")

#: A cut quote shorter than this, in characters, fits too many comments to prove
#: anything.
_ENOUGH = 12

#: From this length on, a quote may begin anywhere in a comment without saying so.
_PLENTY = 40


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """A comment in the form "ASKER - Your Question: … Our Response: …"."""

    quote: Quote
    reply: str


def read_reply_form(text: str) -> ReplyForm | None:
    """Return the parts of ``text`` when it has the form of an expert reply."""
    lines = text.split("\n")
    found = _ASKED.search(lines[0][-40:])
    if not found:
        return None
    asker = " ".join(lines[0][: len(lines[0]) - len(found[0])].split())
    for index in range(1, len(lines)):
        if _ANSWERED.match(lines[index].strip()):
            quoted = "\n".join(lines[1:index]).strip("\n")
            reply = "\n".join(lines[index + 1 :]).strip("\n")
            return ReplyForm(Quote(asker, quoted), reply) if reply else None
    return None


def guess_account(comments: Sequence[ParsedComment], given: str | None, notes: Notes) -> str:
    """Return the site's own account name, "" when there is none or it is unclear."""
    signed = {one.name for one in comments}
    if given is not None:
        if given not in signed and comments:
            notes.odd(None, f'no comment is signed by the expert account "{given}"')
        return given
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for one in reversed(comments):
        if read_reply_form(one.text):
            counts[one.name] += 1
            first.setdefault(one.name, one.line)
    if not counts:
        return ""
    return _most_common(counts, first, notes)


def _most_common(counts: Counter[str], first: dict[str, int], notes: Notes) -> str:
    (name, most), *others = counts.most_common()
    tally = ", ".join(f'"{who}" {times}' for who, times in counts.most_common())
    if others and others[0][1] == most:
        # Better no expert than a reader passing for one.
        notes.odd(
            first[name],
            'several names sign equally many comments in the "Our Response:" form '
            f"({tally}); none is taken as the expert: say --expert-account",
        )
        return ""
    notes.guessed(
        first[name],
        f'expert account "{name}", from {most} comments in the "Our Response:" form',
    )
    if others:
        notes.odd(
            first[others[0][0]],
            f'the "Our Response:" form is signed by different names ({tally}); '
            f'only "{name}" counts as the expert',
        )
    return name


def mark_replies(
    comments: Sequence[ParsedComment], account: str, notes: Notes
) -> list[ParsedComment]:
    """Return ``comments`` (oldest first) with the account's replies taken apart.

    Each reply is tied to the comment it answers where that is on the page.
    """
    asked = _Asked()
    marked = []
    for one in comments:
        form = read_reply_form(one.text)
        if account and one.name == account:
            marked.append(_as_expert(one, form, asked, notes))
        else:
            _note_pretender(one, form, account, notes)
            asked.add(one)
            marked.append(one)
    return marked


def _as_expert(
    one: ParsedComment, form: ReplyForm | None, asked: _Asked, notes: Notes
) -> ParsedComment:
    if form is None:
        notes.odd(one.line, f'by the expert account "{one.name}", but quotes nothing')
        return replace(one, by_expert=True)
    answers = asked.find(form.quote, one.line, notes)
    return replace(one, by_expert=True, text=form.reply, quote=form.quote, answers=answers)


def _note_pretender(one: ParsedComment, form: ReplyForm | None, account: str, notes: Notes) -> None:
    if form:
        notes.odd(
            one.line,
            f'"{one.name}" writes in the form of an expert reply but is not the '
            "expert account; taken as a reader's comment, whole",
        )
    elif account and one.name.casefold() == account.casefold():
        notes.odd(one.line, f'"{one.name}" is nearly the expert account\'s name')


class _Asked:
    """The readers' comments so far, oldest first, found by name and text."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[ParsedComment]] = defaultdict(list)
        self._by_text: dict[tuple[str, str], list[ParsedComment]] = defaultdict(list)

    def add(self, one: ParsedComment) -> None:
        name = one.name.casefold()
        self._by_name[name].append(one)
        self._by_text[name, _flat(one.text)].append(one)

    def find(self, quote: Quote, line: int, notes: Notes) -> str | None:
        """Return the key of the comment ``quote`` was taken from, if it is here."""
        name, text = quote.asker.casefold(), _flat(quote.text)
        whole = self._by_text.get((name, text), [])
        if whole:
            return self._newest(whole, quote, line, notes)
        theirs = self._by_name.get(name, [])
        cut = [one for one in theirs if _fits(text, _flat(one.text))]
        if not cut and len(theirs) == 1 and len(text) < _ENOUGH:
            cut = theirs if not text or text in _flat(theirs[0].text) else []
        if cut:
            found = self._newest(cut, quote, line, notes)
            at = cut[-1].line
            notes.guessed(
                line,
                f"the quote from {quote.asker} differs from the comment at line {at}, "
                "but fits it; placed under it",
            )
            return found
        _note_alone(quote, theirs, line, notes)
        return None

    @staticmethod
    def _newest(fitting: list[ParsedComment], quote: Quote, line: int, notes: Notes) -> str:
        if len(fitting) > 1:
            lines = ", ".join(str(one.line) for one in fitting)
            notes.guessed(
                line,
                f"{quote.asker} asked this at lines {lines}; placed under the newest",
            )
        return fitting[-1].key


def _note_alone(quote: Quote, theirs: Sequence[ParsedComment], line: int, notes: Notes) -> None:
    others = ", ".join(str(one.line) for one in theirs)
    reason = f"; other comments by that name: line {others}" if others else ""
    notes.odd(
        line,
        f'the question of {quote.asker} ("{clip(quote.text, 40)}") is not on the page'
        f"{reason}; the reply stands alone with its quote",
    )


def _flat(text: str) -> str:
    return " ".join(text.split())


def _fits(quoted: str, asked: str) -> bool:
    # Either end may have lost its tail: the site cut quotes, and readers' texts.
    return _is_cut_of(quoted, asked) or _is_cut_of(asked, quoted)


def _is_cut_of(quoted: str, whole: str) -> bool:
    """Tell whether ``quoted`` is ``whole`` with its end or other parts left away."""
    pieces = [piece for piece in _CUT.split(quoted) if piece]
    length = sum(map(len, pieces))
    if length < _ENOUGH:
        return False
    if length < _PLENTY and not _CUT.match(quoted) and not whole.startswith(pieces[0]):
        return False
    at = 0
    for piece in pieces:
        found = whole.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
