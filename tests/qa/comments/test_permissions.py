"""On which pages somebody has a right, as a condition on rows."""

import pytest
from wagtail.models import Page

from qa.comments.models import Comment
from qa.comments.permissions import NOWHERE, Right, below, beyond, comments_for, within
from tests.factories import CommentFactory, QAIndexPageFactory, QAPageFactory, UserFactory, grant

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


@pytest.mark.parametrize(
    "names",
    [(), ("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "deep"), ("deep",), ("root", "b")],
    ids=" ".join,
)
def test_a_page_is_either_below_or_beyond(names: tuple[str, ...]) -> None:
    first, second, third = (QAIndexPageFactory() for _ in range(3))
    deep = QAPageFactory(parent=second)
    QAPageFactory(parent=third)
    pages = {"root": Page.get_first_root_node(), "a": first, "b": second, "c": third, "deep": deep}
    paths = {pages[name].path for name in names}
    inside, outside = (set(Page.objects.filter(where)) for where in (below(paths), beyond(paths)))
    assert inside == {page for page in Page.objects.all() if page.path.startswith(tuple(paths))}
    assert outside == set(Page.objects.all()) - inside
