from datetime import UTC, datetime, timedelta

import pytest

from qa.comments.latest import latest_comments
from qa.comments.models import Comment
from qa.comments.states import CommentState
from tests.factories import CommentFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def test_the_newest_five_come_newest_first() -> None:
    start = datetime(2020, 1, 1, tzinfo=UTC)
    comments = [CommentFactory(posted_at=start + timedelta(days=number)) for number in range(7)]
    assert latest_comments() == comments[:1:-1]


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_comments_of_a_page_that_is_not_for_everybody_are_left_out(trait: str) -> None:
    CommentFactory(page=QAPageFactory(**{trait: True}))
    assert latest_comments() == []


@pytest.mark.parametrize("state", set(CommentState) - {CommentState.PUBLIC})
def test_only_public_comments_are_listed(state: str) -> None:
    CommentFactory(state=state)
    assert latest_comments() == []


def test_a_reply_far_below_a_hidden_comment_is_left_out() -> None:
    root = CommentFactory()
    CommentFactory(reply_to=CommentFactory(reply_to=CommentFactory(reply_to=root)))
    Comment.objects.filter(pk=root.pk).update(state=CommentState.SPAM)
    assert latest_comments() == []
