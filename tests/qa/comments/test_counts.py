"""How many comments lists say there are."""

import pytest

from qa.comments import services
from qa.comments.counts import with_comment_count
from qa.models import QAPage
from tests.factories import CommentFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def number_on(page: QAPage) -> int:
    return with_comment_count(QAPage.objects.filter(pk=page.pk)).get().comment_count


def test_public_comments_are_counted() -> None:
    page = QAPageFactory()
    assert number_on(page) == 0
    CommentFactory(reply_to=CommentFactory(page=page))
    CommentFactory()
    assert number_on(page) == 2


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam"])
def test_what_readers_do_not_see_is_not_counted(state: str) -> None:
    assert number_on(CommentFactory(state=state).page.specific) == 0


def test_replies_below_a_hidden_comment_are_not_counted() -> None:
    parent = CommentFactory()
    CommentFactory(reply_to=CommentFactory(reply_to=parent))
    services.set_state(comment=parent, to="pending")
    assert number_on(parent.page.specific) == 0


def test_a_hidden_discussion_counts_nothing() -> None:
    page = QAPageFactory(comment_policy="hidden")
    CommentFactory(page=page)
    assert number_on(page) == 0
