"""The numbers of the report: what counts as a decision, since when people waited, in which row."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from qa.comments import moderation, services
from qa.comments.models import Comment, Report
from qa.desk.statistics import Figures, Period, figures_by_topic
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PERIOD = Period(NOW - 30 * DAY, NOW)


def figures() -> dict[str, Figures]:
    rows = figures_by_topic(None, PERIOD, NOW)
    return {row.name: row for row in rows}


def total() -> Figures:
    return figures()["All topics"]


def change(comment: Comment, to: str, *, ago: timedelta, by=None, via: str = "") -> Comment:
    """Give the comment another state, and let that have been *ago*."""
    changed = services.set_state(comment=comment, to=to, by=by, via=via)
    _date_last(ago)
    return changed


def decide(comment: Comment, to: str, *, ago: timedelta, **how) -> Comment:
    return change(comment, to, ago=ago, **({"by": UserFactory()} | how))


def _date_last(ago: timedelta) -> None:
    last = ModelLogEntry.objects.order_by("pk").last()
    ModelLogEntry.objects.filter(pk=last.pk).update(timestamp=NOW - ago)


def pending(*, ago: timedelta = 10 * HOUR, **fields) -> Comment:
    return CommentFactory(state="pending", posted_at=NOW - ago, **fields)


def test_a_row_counts_what_waits_for_a_moderator() -> None:
    pending(ago=DAY)
    pending(ago=3 * DAY)
    CommentFactory(state="spam", posted_at=NOW - 9 * DAY)
    Report.objects.create(comment=CommentFactory(posted_at=NOW - 9 * DAY), reason="spam")
    Report.objects.create(comment=CommentFactory(), reason="spam", handled_at=NOW)
    row = total()
    assert (row.pending, row.reported, row.oldest) == (2, 1, 3 * DAY)


def test_a_row_counts_what_no_expert_has_answered() -> None:
    CommentFactory()
    CommentFactory(reply_to=CommentFactory(), expert=ExpertPageFactory())
    assert total().unanswered == 1


def test_a_row_counts_what_was_posted_in_the_period() -> None:
    for ago in (31 * DAY, 29 * DAY, HOUR):
        CommentFactory(posted_at=NOW - ago)
    assert total().posted == 2


def test_a_row_counts_the_comments_decided_in_the_period() -> None:
    again = decide(pending(), "spam", ago=2 * HOUR)
    decide(again, "public", ago=HOUR)
    decide(CommentFactory(posted_at=NOW - DAY), "removed", ago=HOUR)
    decide(pending(ago=50 * DAY), "public", ago=31 * DAY)
    assert total().decided == 2


def test_times_are_medians() -> None:
    for hours in (1, 2, 9):
        decide(pending(ago=10 * HOUR), "public", ago=10 * HOUR - hours * HOUR)
    assert total().decision_time == 2 * HOUR


def test_between_two_times_the_median_is_their_middle() -> None:
    for hours in (1, 2):
        decide(pending(ago=10 * HOUR), "public", ago=10 * HOUR - hours * HOUR)
    assert total().decision_time == 1.5 * HOUR


def test_where_nothing_was_decided_there_is_no_time() -> None:
    pending()
    assert total().decision_time is None


@pytest.mark.parametrize("how", [{"by": None, "via": "mail"}, {}], ids=["by link", "at the desk"])
def test_a_person_decides_at_the_desk_or_by_a_link(how: dict) -> None:
    decide(pending(ago=10 * HOUR), "public", ago=7 * HOUR, **how)
    assert total().decision_times == [3 * HOUR]


def test_what_the_author_does_is_no_decision() -> None:
    change(pending(), "withdrawn", ago=HOUR)
    assert total().decided == 0


def test_only_the_first_decision_ends_the_wait() -> None:
    comment = decide(pending(ago=10 * HOUR), "rejected", ago=8 * HOUR)
    decide(comment, "public", ago=HOUR)
    assert total().decision_times == [2 * HOUR]


def test_a_first_decision_before_the_period_ends_no_wait_within_it() -> None:
    comment = decide(pending(ago=50 * DAY), "rejected", ago=40 * DAY)
    decide(comment, "public", ago=HOUR)
    assert (total().decided, total().decision_times) == (1, [])


def test_what_was_undone_was_never_decided() -> None:
    moderator = UserFactory()
    comment = pending()
    entry = moderation.decide(comment=comment, version=0, to="spam", by=moderator)
    moderation.undo(comment=comment, entry_id=entry.pk, by=moderator)
    ModelLogEntry.objects.update(timestamp=NOW - HOUR)
    assert total().decided == 0


def test_after_an_undone_decision_the_wait_goes_on_from_the_beginning() -> None:
    moderator = UserFactory()
    comment = pending(ago=10 * HOUR)
    entry = moderation.decide(comment=comment, version=0, to="spam", by=moderator)
    moderation.undo(comment=comment, entry_id=entry.pk, by=moderator)
    ModelLogEntry.objects.update(timestamp=NOW - 5 * HOUR)
    decide(comment, "public", ago=4 * HOUR)
    assert total().decision_times == [6 * HOUR]


def test_the_wait_begins_when_the_address_is_confirmed() -> None:
    receipt = ReceiptFactory(
        comment__state="pending",
        comment__posted_at=NOW - 10 * HOUR,
        confirmed_at=NOW - 8 * HOUR,
    )
    decide(receipt.comment, "public", ago=7 * HOUR)
    assert total().decision_times == [HOUR]


def test_an_address_confirmed_after_the_decision_changes_nothing() -> None:
    receipt = ReceiptFactory(
        comment__state="pending",
        comment__posted_at=NOW - 10 * HOUR,
        confirmed_at=NOW - 2 * HOUR,
    )
    decide(receipt.comment, "public", ago=7 * HOUR)
    assert total().decision_times == [3 * HOUR]


def test_the_wait_begins_anew_when_the_author_brings_a_comment_back() -> None:
    comment = change(CommentFactory(posted_at=NOW - 20 * DAY), "pending", ago=5 * HOUR)
    decide(comment, "public", ago=3 * HOUR)
    assert total().decision_times == [2 * HOUR]


def test_nobody_waits_for_a_public_comment_to_be_taken_down() -> None:
    decide(CommentFactory(posted_at=NOW - 20 * DAY), "removed", ago=HOUR)
    assert total().decision_time is None


def reply(to: Comment, *, ago: timedelta, **fields) -> Comment:
    return CommentFactory(
        **({"reply_to": to, "posted_at": NOW - ago, "expert": ExpertPageFactory()} | fields)
    )


def test_the_first_reply_of_an_expert_counts() -> None:
    comment = CommentFactory(posted_at=NOW - 10 * HOUR)
    for hours in (4, 7):
        reply(comment, ago=hours * HOUR)
    assert total().reply_times == [3 * HOUR]


@pytest.mark.parametrize(
    "fields", [{"state": "pending"}, {"expert": None}], ids=["not public", "by a reader"]
)
def test_other_replies_end_no_wait_for_an_expert(fields: dict) -> None:
    reply(CommentFactory(posted_at=NOW - 10 * HOUR), ago=HOUR, **fields)
    assert total().reply_times == []


def test_experts_do_not_wait_for_each_other() -> None:
    own = CommentFactory(posted_at=NOW - 10 * HOUR, expert=ExpertPageFactory())
    reply(own, ago=HOUR)
    assert total().reply_times == []


def test_a_first_reply_before_the_period_is_not_of_it() -> None:
    comment = CommentFactory(posted_at=NOW - 50 * DAY)
    reply(comment, ago=40 * DAY)
    reply(comment, ago=HOUR)
    assert total().reply_times == []


def test_readers_wait_from_when_a_comment_can_be_read() -> None:
    comment = decide(pending(ago=10 * HOUR), "public", ago=HOUR)
    Comment.objects.filter(pk=comment.pk).update(published_at=NOW - 4 * HOUR)
    reply(comment, ago=3 * HOUR)
    assert total().reply_times == [HOUR]


def test_an_answer_with_two_topics_counts_in_both_and_once_in_all() -> None:
    article = QAPageFactory(topics=[TopicFactory(name="Eyes"), TopicFactory(name="Speech")])
    decide(pending(page=article, ago=10 * HOUR), "public", ago=8 * HOUR)
    reply(CommentFactory(page=article, posted_at=NOW - 10 * HOUR), ago=5 * HOUR)
    pending(page=article)
    for row in figures().values():
        numbers = (row.pending, row.posted, row.decided, row.decision_times, row.reply_times)
        assert numbers == (1, 4, 1, [2 * HOUR], [5 * HOUR]), row.name


def test_comments_without_a_topic_have_a_row_of_their_own() -> None:
    pending(page=QAPageFactory(topics=[TopicFactory(name="Eyes")]))
    pending()
    assert {name: row.pending for name, row in figures().items()} == {
        "All topics": 2,
        "Eyes": 1,
        "No topic": 1,
    }


def test_there_is_no_row_without_a_topic_when_nothing_is_in_it() -> None:
    QAPageFactory(topics=[TopicFactory(name="Eyes")])
    assert list(figures()) == ["All topics", "Eyes"]


def test_the_topic_where_most_waits_comes_first() -> None:
    QAPageFactory(topics=[TopicFactory(name="A")])
    for name, number in (("B", 1), ("C", 2)):
        article = QAPageFactory(topics=[TopicFactory(name=name)])
        for _ in range(number):
            pending(page=article)
    assert list(figures()) == ["All topics", "C", "B", "A"]
