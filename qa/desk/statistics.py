"""How much waits, and how long people waited, by topic: the numbers of the report on comments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from statistics import median
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry, Page

from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment, CommentCount
from qa.comments.permissions import below, beyond
from qa.comments.querysets import silent_pages
from qa.comments.states import CommentState
from qa.models import QAPage, Topic

from .queue import TABS

ROWS_AT_ONCE = 2000
FEW = 1_000  # pages that are left out by name: fewer to look at than all others
# By way of their keys alone: the ORM would read every page between the two tables.
_UNANSWERED = """
SELECT 1 AS is_total, NULL AS topic_id, COALESCE(SUM(unanswered), 0) FROM {kept}
UNION ALL
SELECT 0, filed.topic_id, SUM(unanswered)
FROM {kept} LEFT JOIN qa_qapage_topics filed ON filed.qapage_id = kept.page_id
GROUP BY filed.topic_id
"""

FilingUnder = QAPage.topics.through


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


def figures_by_topic(paths: set[str] | None, period: Period, now: datetime) -> list[Figures]:
    """Return the numbers of comments: of all, then of each topic, the largest backlog first.

    An answer with two topics counts in both, and once in all. Asks the database the same number of
    times whatever there is.

    :param paths: of pages in the tree at and below which the comments stand, None for everywhere;
        the topics there are shown, with comments or without
    """
    on_pages, is_by_name = _place(paths)
    comments = Comment.objects.filter(on_pages)
    # The same rules as of the tabs of the queue.
    waiting = {
        name: _by_page(TABS[tab].choose(comments), Count("pk"), Min("posted_at"))
        for name, tab in (("pending", ""), ("reported", "reported"))
    }
    posted = _by_page(comments.filter(posted_at__range=period), Count("pk"))
    # Medians are taken here: PostgreSQL could, SQLite cannot. Window functions would do on both,
    # but must sort once for the whole and again for each topic. Only what was decided or replied to
    # within the period is read, a few plain values each: with 100,000 comments the last 30 days
    # take less than a second on either database, all of ten years two to four.
    decided = list(decisions(comments, period))
    replied = list(first_replies(comments, period))
    rows = [*waiting["pending"], *waiting["reported"], *posted, *decided, *replied]
    table = _Table(paths, {row[0] for row in rows})
    for name, numbers in waiting.items():
        for page_id, number, oldest in numbers:
            table.add(page_id, name, number)
            if name == "pending":
                table.waits_since(page_id, now - oldest)
    for page_id, number in posted:
        table.add(page_id, "posted", number)
    for page_id, wait in decided:
        table.add(page_id, "decided", 1)
        table.add(page_id, "decision_times", [] if wait is None else [wait])
    for page_id, wait in replied:
        table.add(page_id, "reply_times", [wait])
    table.count_unanswered(on_pages, is_by_name=is_by_name)
    return table.rows()


def _place(paths: set[str] | None) -> tuple[Q, bool]:
    """Return the condition that a row is about a page there, and whether it looks at no page.

    Where few pages are elsewhere, these are left out by name.
    """
    if paths is None:
        return Q(), True
    elsewhere = Page.objects.filter(beyond(paths)).order_by().values_list("pk", flat=True)
    names = list(elsewhere[: FEW + 1])
    if len(names) <= FEW:
        return ~Q(page__in=names), True
    return Q(page__in=Page.objects.filter(below(paths)).values("pk")), False


class _Table:
    """The numbers by topic, found by the page that a comment stands on."""

    def __init__(self, paths: set[str] | None, counted: set[int]) -> None:
        """*counted* are the keys of those that anything is counted on."""
        self.total = Figures(_("All topics"), is_total=True)
        self.without = Figures(_("No topic"))
        filed = FilingUnder.objects.filter(topic=OuterRef("pk"))
        if paths is not None:
            filed = filed.filter(qapage__in=Page.objects.filter(below(paths)).values("pk"))
        topics = Topic.objects.filter(Exists(filed)).values_list("pk", "name")
        self.topics = {pk: Figures(name, pk) for pk, name in topics}
        self.by_page: dict[int, list[Figures]] = {}
        # Thousands of numbers: as values, each would be looked at several times on its way.
        keys = ", ".join(str(key) for key in sorted(counted)) or "NULL"
        of_pages = FilingUnder.objects.extra(where=[f"qapage_id IN ({keys})"])  # noqa: S610 - keys
        for page_id, topic_id in of_pages.values_list("qapage_id", "topic_id"):
            self.by_page.setdefault(page_id, [self.total]).append(self.topics[topic_id])

    def of(self, page_id: int) -> list[Figures]:
        """Return the numbers that a comment on the page counts in."""
        return self.by_page.get(page_id) or [self.total, self.without]

    def add(self, page_id: int, name: str, more: int | list[timedelta]) -> None:
        for figures in self.of(page_id):
            setattr(figures, name, getattr(figures, name) + more)

    def waits_since(self, page_id: int, wait: timedelta) -> None:
        for figures in self.of(page_id):
            figures.oldest = max(figures.oldest or timedelta(0), wait)

    def count_unanswered(self, on_pages: Q, *, is_by_name: bool) -> None:
        """Sum up what is kept of each discussion: hundreds of thousands may be unanswered."""
        drafts = Page.objects.filter(live=False).values("pk")  # few, as the silent ones
        kept = CommentCount.objects.filter(on_pages, unanswered__gt=0)
        kept = kept.exclude(page__in=drafts).exclude(page__in=silent_pages())
        sql, values = kept.values("page_id", "unanswered").query.sql_with_params()
        if is_by_name:  # looked at twice, which takes less than keeping all meanwhile
            asked, values = _UNANSWERED.format(kept=f"({sql}) AS kept"), values * 2
        else:
            asked = f"WITH kept AS ({sql}) {_UNANSWERED.format(kept='kept')}"
        with connection.cursor() as cursor:
            cursor.execute(asked, values)
            for is_total, topic_id, number in cursor.fetchall():
                row = self.total if is_total else self.topics.get(topic_id, self.without)
                row.unanswered = int(number)

    def rows(self) -> list[Figures]:
        is_used = self.without != Figures(self.without.name)
        rows = [*self.topics.values(), *([self.without] if is_used else [])]
        return [self.total, *sorted(rows, key=lambda row: (-row.backlog, row.name))]


def _by_page(comments: QuerySet[Comment], *numbers) -> list[tuple]:
    # Not by an iterator: for a cursor PostgreSQL takes the plan that has the first rows soonest.
    return list(comments.order_by().values_list("page_id").annotate(*numbers))


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
    # Replies of the period lead to what may have been replied to before.
    lately = Comment.objects.filter(expert__isnull=False, published_at__range=period)
    replies = replies.filter(reply_to__in=lately.values("reply_to"))
    firsts = replies.order_by().values("page_id", "reply_to_id", "reply_to__published_at")
    firsts = firsts.annotate(first=Min("published_at")).filter(first__range=period)
    columns = ("page_id", "reply_to__published_at", "first")
    for page_id, begun, first in firsts.values_list(*columns):
        yield page_id, first - begun
