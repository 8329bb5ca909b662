"""How much waits, and how long people waited, by topic: the numbers of the report on comments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Count, Min, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment
from qa.comments.states import CommentState
from qa.models import QAPage

from .queue import TABS

ROWS_AT_ONCE = 2000


class Period(NamedTuple):
    """Both ends belong to it."""

    since: datetime
    until: datetime


class Change(NamedTuple):
    """An entry of the log for a new state."""

    at: datetime
    user_id: int | None
    data: dict[str, Any]

    @property
    def is_by_person(self) -> bool:
        """Whether a moderator decided, in the admin or by a link; not the author, not a rule."""
        return self.user_id is not None or bool(self.data.get("via"))


@dataclass
class Figures:
    """The numbers of one topic, of what has none (``topic_id`` is None), or of everything."""

    name: str
    topic_id: int | None = None
    is_total: bool = False
    pending: int = 0
    reported: int = 0
    oldest: timedelta | None = None  # how long ago the first that is pending was posted
    unanswered: int = 0
    posted: int = 0
    decided: int = 0
    decision_times: list[timedelta] = field(default_factory=list)
    reply_times: list[timedelta] = field(default_factory=list)

    @property
    def backlog(self) -> int:
        """How many wait for a moderator."""
        return self.pending + self.reported

    @property
    def decision_time(self) -> timedelta | None:
        """The median time to decision; None where nothing was decided."""
        return median(self.decision_times) if self.decision_times else None

    @property
    def reply_time(self) -> timedelta | None:
        """The median time to the first expert reply; None without any."""
        return median(self.reply_times) if self.reply_times else None


def figures_by_topic(
    comments: QuerySet[Comment], answers: QuerySet[QAPage], period: Period, now: datetime
) -> list[Figures]:
    """Return the numbers of *comments*: of all, then of each topic, the largest backlog first.

    An answer with two topics counts in both, and once in all. Asks the database the same number of
    times whatever there is.

    :param answers: those the comments stand on; their topics are shown, with comments or without
    """
    table = _Table(answers)
    _count_waiting(table, comments, now)
    posted = comments.filter(posted_at__range=period)
    for page_id, number in _by_page(posted, Count("pk")):
        for figures in table.of(page_id):
            figures.posted += number
    # Medians are taken here: PostgreSQL could, SQLite cannot. Window functions would do on both,
    # but must sort once for the whole and again for each topic. Only what was decided or replied to
    # within the period is read, a few plain values each: with 100,000 comments the last 30 days
    # take less than a second on either database, all of ten years two to four.
    for page_id, wait in decisions(comments, period):
        for figures in table.of(page_id):
            figures.decided += 1
            figures.decision_times += [] if wait is None else [wait]
    for page_id, wait in first_replies(comments, period):
        for figures in table.of(page_id):
            figures.reply_times.append(wait)
    return table.rows()


class _Table:
    """The numbers by topic, found by the page that a comment stands on."""

    def __init__(self, answers: QuerySet[QAPage]) -> None:
        self.total = Figures(_("All topics"), is_total=True)
        self.without = Figures(_("No topic"))
        self.topics: dict[int, Figures] = {}
        self.by_page: dict[int, list[Figures]] = {}
        filed = QAPage.topics.through.objects.filter(qapage__in=answers.values("pk"))
        for page_id, topic_id, name in filed.values_list("qapage_id", "topic_id", "topic__name"):
            figures = self.topics.setdefault(topic_id, Figures(name, topic_id))
            self.by_page.setdefault(page_id, [self.total]).append(figures)

    def of(self, page_id: int) -> list[Figures]:
        """Return the numbers that a comment on the page counts in."""
        return self.by_page.get(page_id) or [self.total, self.without]

    def rows(self) -> list[Figures]:
        is_used = self.without != Figures(self.without.name)
        rows = [*self.topics.values(), *([self.without] if is_used else [])]
        return [self.total, *sorted(rows, key=lambda row: (-row.backlog, row.name))]


def _by_page(comments: QuerySet[Comment], *numbers) -> Iterator[tuple]:
    return comments.order_by().values_list("page_id").annotate(*numbers).iterator(ROWS_AT_ONCE)


def _count_waiting(table: _Table, comments: QuerySet[Comment], now: datetime) -> None:
    # The same rules as of the tabs of the queue.
    for name, tab in (("pending", ""), ("reported", "reported"), ("unanswered", "unanswered")):
        chosen = TABS[tab].choose(comments)
        for page_id, number, oldest in _by_page(chosen, Count("pk"), Min("posted_at")):
            for figures in table.of(page_id):
                setattr(figures, name, getattr(figures, name) + number)
                if name == "pending":
                    figures.oldest = max(figures.oldest or timedelta(0), now - oldest)


def decisions(
    comments: QuerySet[Comment], period: Period
) -> Iterator[tuple[int, timedelta | None]]:
    """Yield each of *comments* that a person decided on in *period*: its page and its wait.

    A decision is a new state that a moderator gave it, in the admin or by a link in a mail. What
    was undone counts as never made. Keeping a reported comment changes no state and is none.

    :return: the wait is None unless the first decision ever falls into the period, on a comment
        that readers could not see yet: see wait_of()
    """
    changes = ModelLogEntry.objects.filter(action=STATE_CHANGED)
    lately = changes.filter(timestamp__range=period)
    numbers = lately.annotate(number=Cast("object_id", BigIntegerField())).values("number")
    known = comments.filter(pk__in=numbers).order_by()
    known = known.values_list("pk", "page_id", "posted_at", "receipt__confirmed_at")
    about = {str(pk): facts for pk, *facts in known.iterator(ROWS_AT_ONCE)}
    rows = changes.filter(object_id__in=lately.values("object_id"))
    rows = rows.order_by("object_id", "timestamp", "pk")
    rows = rows.values_list("object_id", "timestamp", "user_id", "data").iterator(ROWS_AT_ONCE)
    for object_id, entries in groupby(rows, key=itemgetter(0)):
        if object_id not in about:
            continue
        page_id, posted_at, confirmed_at = about[object_id]
        history = standing(Change(*facts) for _id, *facts in entries)
        made = [change for change in history if change.is_by_person]
        if any(period.since <= change.at <= period.until for change in made):
            is_first = made[0].at >= period.since
            yield page_id, wait_of(history, posted_at, confirmed_at) if is_first else None


def standing(changes: Iterable[Change]) -> list[Change]:
    """Return the *changes* of one comment, oldest first, without those undone and their undoing."""
    kept: list[Change] = []
    for change in changes:
        if not change.data.get("is_undo"):
            kept.append(change)
        elif kept:
            kept.pop()  # nothing can come between a decision and its undoing
    return kept


def wait_of(
    history: list[Change], posted_at: datetime, confirmed_at: datetime | None
) -> timedelta | None:
    """Return how long a comment waited for the first decision of a person.

    From when it was posted, or later: when its address was confirmed, or when its author or a rule
    last gave it another state before the decision. None where nobody decided, and where readers
    could see it already: the author of a comment that is taken down waits for nothing.

    :param history: its standing changes, oldest first
    """
    for number, change in enumerate(history):
        if change.is_by_person:
            if change.data["before"] == CommentState.PUBLIC:
                return None
            begun = [posted_at, *(earlier.at for earlier in history[:number])]
            if confirmed_at and confirmed_at <= change.at:
                begun.append(confirmed_at)
            return change.at - max(begun)
    return None


def first_replies(comments: QuerySet[Comment], period: Period) -> Iterator[tuple[int, timedelta]]:
    """Yield each reader's comment whose first expert reply appeared in *period*: page and wait.

    From when readers could see the comment until they could see the first of the experts' replies
    to it that are public now. What answers another reply counts for that one.
    """
    replies = comments.filter(
        state=CommentState.PUBLIC,
        expert__isnull=False,
        published_at__isnull=False,
        reply_to__expert=None,
        reply_to__published_at__isnull=False,
    )
    firsts = replies.order_by().values("page_id", "reply_to_id", "reply_to__published_at")
    firsts = firsts.annotate(first=Min("published_at")).filter(first__range=period)
    columns = ("page_id", "reply_to__published_at", "first")
    for page_id, begun, first in firsts.values_list(*columns).iterator(ROWS_AT_ONCE):
        yield page_id, first - begun
