"""The clock of the machine jumps by hours: nothing is lost, nothing is stale, limits hold."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from qa.comments import limits, moderation
from qa.comments.links import approve_path, confirm_path
from qa.comments.models import Comment, Receipt
from qa.comments.policy import CommentPolicy
from qa.comments.states import CommentState
from qa.models import QAPage
from qa.notifications.letters import letters
from tests.factories import CommentFactory, QAPageFactory, UserFactory, comment_form

BACK, AHEAD = timedelta(hours=-5), timedelta(hours=5)
both_ways = pytest.mark.parametrize("by", [BACK, AHEAD], ids=["back", "ahead"])


@pytest.fixture
def jump(monkeypatch) -> Callable[[timedelta], None]:
    """Return a function that sets the clock *by* a time off the right one."""
    right = time.time

    def set_clock(by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: datetime.now(UTC) + by)
        monkeypatch.setattr(time, "time", lambda: right() + by.total_seconds())

    return set_clock


@pytest.fixture
def article(db) -> QAPage:
    return QAPageFactory(comment_policy=CommentPolicy.OPEN, first_published_at=timezone.now())


def post(article: QAPage, **typed):
    return Client().post(f"{article.url}comment/", comment_form(**typed))


@both_ways
def test_comment_is_on_the_next_page_whatever_the_clock_says(
    reader, article, published, jump, by
) -> None:
    reader.get(article.url)
    jump(by)
    with published:
        post(article, text="At what time?")
    assert b"At what time?" in reader.get(article.url).body


def test_page_that_a_wrong_clock_took_away_is_back_with_the_right_one(
    reader, article, published, jump
) -> None:
    with published:
        article.expire_at = timezone.now() + timedelta(hours=1)
        article.save()
    seen = [reader.get(article.url).status]
    for by in (AHEAD, timedelta(0)):
        jump(by)
        seen.append(reader.get(article.url).status)
    assert seen == [200, 410, 200]


def test_page_is_not_shown_before_its_time_by_a_clock_that_is_late(reader, article, jump) -> None:
    QAPage.objects.filter(pk=article.pk).update(expire_at=timezone.now() + timedelta(hours=1))
    jump(BACK)
    reader.get(article.url)
    jump(timedelta(hours=2))
    assert reader.get(article.url).status == 410


@both_ways
def test_link_to_confirm_works_after_the_jump(article, jump, by) -> None:
    post(article, email="ada@example.org")
    path = confirm_path(Receipt.objects.get())
    jump(by)
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC


@both_ways
def test_link_to_decide_works_after_the_jump(article, jump, by) -> None:
    comment = CommentFactory(page=article, state=CommentState.PENDING)
    path = approve_path(comment, user=UserFactory(admin=True), to=CommentState.PUBLIC)
    jump(by)
    assert Client().post(path).status_code == 200
    assert Comment.objects.get().state == CommentState.PUBLIC


def test_limit_holds_when_the_clock_goes_back(article, jump, monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 1)
    post(article)
    jump(BACK)
    assert post(article).status_code == 429


@pytest.fixture
def decided(article):
    """Return a moderator who has just rejected a comment."""
    comment, moderator = CommentFactory(page=article), UserFactory(admin=True)
    rejected = {"to": CommentState.REJECTED, "by": moderator}
    moderation.decide(comment=comment, version=comment.version, **rejected)
    return moderator


def undo(by) -> None:
    comment = Comment.objects.get()
    entry = moderation.last_decision(comment)
    moderation.undo(comment=comment, entry_id=entry.pk, by=by)


def test_decision_can_be_undone_though_the_clock_went_back(decided, jump) -> None:
    jump(BACK)
    undo(decided)
    assert Comment.objects.get().state == CommentState.PUBLIC


def test_decision_stands_when_the_clock_went_ahead(decided, jump) -> None:
    jump(AHEAD)
    with pytest.raises(moderation.TooLateError):
        undo(decided)
    assert Comment.objects.get().state == CommentState.REJECTED


def test_mail_asked_for_by_a_clock_that_is_ahead_waits_for_the_right_one_and_goes_out(
    article, jump, deliver_mail
) -> None:
    jump(AHEAD)
    post(article, email="ada@example.org")
    jump(timedelta(0))
    assert deliver_mail() == []
    jump(AHEAD)
    assert len(deliver_mail()) == 1


@both_ways
def test_mail_asked_for_by_the_right_clock_is_not_lost(article, jump, deliver_mail, by) -> None:
    post(article, email="ada@example.org")
    jump(by)
    deliver_mail()
    jump(timedelta(0))
    assert len(deliver_mail()) == 1
    assert letters().ready().count() == 0
