"""What a discussion does, in plain Python: told of every step, it says what readers then see.

It shares no code with the site, so that a rule that is wrong in one is not wrong in the other.
"""

from dataclasses import dataclass, field
from itertools import pairwise

POLICIES = ("open", "hold_first", "hold_all", "closed", "hidden")
NOBODY_POSTS = {"closed", "hidden"}
LEAVES_SOMETHING = {"public", "removed", "withdrawn"}
ON_THE_DESK = {"pending", "public", "rejected", "spam", "withdrawn"}
WAYS = {
    "unconfirmed": ON_THE_DESK,
    "pending": ON_THE_DESK,
    "public": {"pending", "rejected", "spam", "removed", "withdrawn"},
    "rejected": ON_THE_DESK,
    "spam": ON_THE_DESK,
    "removed": ON_THE_DESK,
    "withdrawn": set(),
}
STATES = tuple(WAYS)
LATEST = 5
NAMED_FROM_LEVEL = 3  # where the place alone no longer shows who is answered
UNANSWERED_AT_MOST = 5  # mails to one address that ask to confirm a comment

# What one comment shows: its number, whether only a tombstone is left, the words in it.
Shown = tuple[int, bool, frozenset[str]]


@dataclass(eq=False)
class Said:
    """One comment. ``name`` and ``text`` are single made-up words; experts have no such name."""

    pk: int
    name: str
    text: str
    kind: str  # of its text: plain, price, crisis, spam
    state: str
    email: str = ""
    parent: "Said | None" = None
    quote: tuple[str, str] | None = None  # of its parent: name and text, as they were
    is_confirmed: bool = False
    is_erased: bool = False
    was_seen: bool = False
    path: list[str] = field(default_factory=list)  # the states it has gone through
    earlier_texts: set[str] = field(default_factory=set)
    manage: str = ""  # the author's links, "" for those who have none
    confirm: str = ""
    is_held_by_owner: bool = False  # whether ``manage`` came by mail or by confirming
    asked: str = ""  # the address that was asked to confirm it, even if it is erased since
    wants_mail: bool = True

    def __post_init__(self) -> None:
        self.was_seen = self.state == "public"
        self.path.append(self.state)
        self.asked = self.email if self.state in {"unconfirmed", "pending"} else ""

    def move(self, to: str) -> None:
        if to != self.state:
            self.state = to
            self.path.append(to)
            self.was_seen = self.was_seen or to == "public"

    @property
    def changes(self) -> list[tuple[str, str]]:
        return list(pairwise(self.path))

    @property
    def above(self) -> list["Said"]:
        return [self.parent, *self.parent.above] if self.parent else []

    @property
    def root(self) -> "Said":
        return self.above[-1] if self.parent else self

    @property
    def is_tombstone(self) -> bool:
        return self.state != "public"

    @property
    def is_visible(self) -> bool:
        """Whether readers see it or its tombstone, were the discussion shown."""
        below_hidden = any(one.state not in LEAVES_SOMETHING for one in self.above)
        return self.was_seen and self.state in LEAVES_SOMETHING and not below_hidden

    @property
    def is_readable(self) -> bool:
        return self.is_visible and self.state == "public"

    @property
    def own_words(self) -> frozenset[str]:
        return frozenset({self.name, self.text} - {""})

    @property
    def all_words(self) -> frozenset[str]:
        return self.own_words | self.earlier_texts

    def shown(self) -> Shown:
        if self.is_tombstone:
            return self.pk, True, frozenset()
        words = set(self.own_words)
        if self.quote and self.parent.state == "public":
            words |= set(self.quote)
        if len(self.above) >= NAMED_FROM_LEVEL and not self.parent.is_tombstone:
            words.add(self.parent.name)
        return self.pk, False, frozenset(words - {""})


class Discussion:
    """All that was said below one page, in the order it came."""

    def __init__(self) -> None:
        self.policy = "open"
        self.said: list[Said] = []
        self.reports = 0

    # What happens

    def answer_to_post(self, email: str, parent: Said | None) -> int:
        """Return the HTTP status that a comment sent now gets."""
        if self.policy in NOBODY_POSTS:
            return 404 if self.policy == "hidden" else 403
        if parent is not None and not parent.is_readable:
            return 409
        return 302 if self._may_ask(email) else 429

    def _may_ask(self, email: str) -> bool:
        asked = (one for one in self.said if email and one.asked == email)
        return sum(not one.is_confirmed for one in asked) < UNANSWERED_AT_MOST

    def first_state(self, kind: str, email: str) -> str:
        if kind == "spam":
            return "spam"
        if kind == "crisis":
            return "pending"
        return "unconfirmed" if email else self._state_after_checks(kind != "plain", email)

    def _state_after_checks(self, doubt: bool, email: str) -> str:
        unknown = self.policy == "hold_first" and not self._is_known(email)
        return "pending" if doubt or unknown or self.policy == "hold_all" else "public"

    def _is_known(self, email: str, apart_from: Said | None = None) -> bool:
        trusted = {"public", "withdrawn"}
        return any(
            one.is_confirmed and one.was_seen and one.state in trusted
            for one in self._of(email)
            if one is not apart_from
        )

    def _of(self, email: str) -> list[Said]:
        return [one for one in self.said if email and one.email == email]

    def all_of(self, one: Said) -> set[Said]:
        """Return everything that the author's link of *one* rules."""
        others = self._of(one.email) if one.is_confirmed and one.is_held_by_owner else []
        return {one, *(other for other in others if other.is_confirmed)}

    def confirm(self, one: Said) -> None:
        one.is_confirmed = True
        if one.state == "unconfirmed":
            lost = one.parent is not None and one.parent.state not in LEAVES_SOMETHING
            one.move(self._state_after_checks(lost or one.kind != "plain", one.email))

    def moderate(self, one: Said, to: str) -> None:
        """Move it; who was taken for spam is asked for the address once it is public."""
        is_news = one.state != to == "public" and one.wants_mail and not one.is_confirmed
        if is_news and not one.asked and self._may_ask(one.email):
            one.asked = one.email
        one.move(to)

    def edit(self, one: Said, text: str, kind: str) -> None:
        one.earlier_texts.add(one.text)
        one.text, one.kind = text, kind
        if kind == "spam":
            one.move("spam")
        elif kind == "crisis" or (one.state == "public" and self._holds(one, kind)):
            one.move("pending")

    def _holds(self, one: Said, kind: str) -> bool:
        if kind == "price":
            return True
        if self.policy == "hold_first":
            return not (one.is_confirmed and self._is_known(one.email, apart_from=one))
        return self.policy != "open"

    def erase(self, one: Said) -> None:
        for own in self.all_of(one):
            own.move("withdrawn")
            own.is_erased = True
            own.name = own.text = own.email = ""
            own.earlier_texts.clear()
            for quoting in self.said:
                if quoting.parent is own:
                    quoting.quote = None

    # What readers see

    def answers_to(self, one: Said) -> list[Said]:
        """Return everything below *one*, at whatever depth, as far as readers see it."""
        return [other for other in self.said if one in other.above and other.is_visible]

    def conversation(self, root: Said) -> list[Shown]:
        """Return a thread as it is read: what answers a reply stands below it, flat."""
        lines = [root.shown()]
        for reply in self.answers_to(root):
            if reply.parent is root:
                below = self.answers_to(reply)
                lines += [reply.shown(), *(one.shown() for one in below)]
        return lines

    def roots(self) -> list[Said]:
        return [one for one in self.said if one.parent is None and one.is_visible]

    def readable(self) -> list[Said]:
        """Return what can be read, newest first; nothing where the discussion is hidden."""
        if self.policy == "hidden":
            return []
        return [one for one in reversed(self.said) if one.is_readable]

    def reply_counts(self, roots: list[Said]) -> list[int]:
        counts = (sum(one.is_readable for one in self.answers_to(root)) for root in roots)
        return [count for count in counts if count]

    def words_to_see(self) -> set[str]:
        """Return every word that any reader may find anywhere."""
        if self.policy == "hidden":
            return set()
        return set().union(*(one.shown()[2] for one in self.said if one.is_visible))
