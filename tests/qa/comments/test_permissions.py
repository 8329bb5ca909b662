"""On which pages somebody has a right, as a condition on rows."""

import pytest
from wagtail.models import Page

from qa.comments.models import Comment
from qa.comments.permissions import NOWHERE, Right, comments_for, within
from tests.factories import CommentFactory, UserFactory, grant

pytestmark = pytest.mark.django_db


def test_a_right_on_the_root_is_asked_of_no_page() -> None:
    comment = CommentFactory()
    mine = comments_for(grant(UserFactory(), "moderate_comment"))
    assert Page._meta.db_table not in str(mine.query)
    assert mine.get() == comment


def test_a_right_everywhere_is_not_lost_beside_a_right_nowhere() -> None:
    CommentFactory()
    everywhere = within(UserFactory(is_superuser=True), Right.MODERATE)
    assert Comment.objects.filter(everywhere | NOWHERE).exists()


def test_who_has_left_has_no_right_on_the_root() -> None:
    CommentFactory()
    gone = grant(UserFactory(is_active=False), "moderate_comment")
    assert not comments_for(gone).exists()
