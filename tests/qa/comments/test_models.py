import pytest
from django.core.exceptions import ValidationError
from django_comments_xtd.models import XtdComment

from qa.comments.models import Comment
from qa.comments.states import CommentState
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def test_a_first_comment_is_the_root_of_its_own_thread() -> None:
    comment = Comment.objects.get(pk=CommentFactory().pk)
    assert (comment.root_id, comment.level) == (None, 0)
    assert comment.thread_id == comment.parent_id == comment.order == comment.pk


def test_a_reply_joins_the_thread_of_what_it_answers() -> None:
    root = CommentFactory()
    reply = CommentFactory(reply_to=CommentFactory(reply_to=root))
    stored = Comment.objects.get(pk=reply.pk)
    assert (stored.root_id, stored.thread_id, stored.level) == (root.pk, root.pk, 2)


def test_every_comment_above_a_reply_counts_it() -> None:
    root = CommentFactory()
    middle = CommentFactory(reply_to=root)
    CommentFactory(reply_to=middle)
    counts = XtdComment.norel_objects.in_bulk([root.pk, middle.pk])
    assert [counts[root.pk].nested_count, counts[middle.pk].nested_count] == [2, 1]


def test_a_reply_to_a_comment_of_another_page_is_refused() -> None:
    elsewhere = CommentFactory()
    with pytest.raises(ValidationError, match="another page"):
        CommentFactory(page=QAPageFactory(), reply_to=elsewhere)


@pytest.mark.parametrize("state", [CommentState.PENDING, CommentState.SPAM, CommentState.REJECTED])
def test_a_reply_to_a_hidden_comment_is_refused(state: str) -> None:
    with pytest.raises(ValidationError, match="not shown"):
        CommentFactory(reply_to=CommentFactory(state=state))


def test_a_reply_below_the_deepest_level_is_refused(settings) -> None:
    settings.COMMENTS_XTD_MAX_THREAD_LEVEL = 1
    reply = CommentFactory(reply_to=CommentFactory())
    with pytest.raises(ValidationError, match="too deep"):
        CommentFactory(reply_to=reply)


def test_correcting_a_public_comment_does_not_publish_its_held_reply() -> None:
    root = CommentFactory()
    held = CommentFactory(reply_to=root, state=CommentState.PENDING)
    root.comment = "Corrected."
    root.save()
    held.refresh_from_db()
    assert (held.state, held.is_public) == (CommentState.PENDING, False)


@pytest.mark.parametrize(
    ("state", "is_public", "is_removed"),
    [
        (CommentState.PUBLIC, True, False),
        (CommentState.PENDING, False, False),
        (CommentState.REMOVED, False, True),
        (CommentState.WITHDRAWN, False, True),
    ],
)
def test_tools_that_read_django_comments_see_the_state(state, is_public, is_removed) -> None:
    comment = CommentFactory(state=state)
    assert (comment.is_public, comment.is_removed) == (is_public, is_removed)


def test_deleting_a_page_leaves_no_row_of_its_comments_in_any_table() -> None:
    comment = CommentFactory(reply_to=CommentFactory())
    comment.page.delete()
    assert not XtdComment.norel_objects.exists()


def test_a_copied_page_starts_without_comments() -> None:
    page = CommentFactory().page.specific
    copy = page.copy(update_attrs={"slug": "copied", "title": "Copied"})
    assert not Comment.objects.filter(page=copy).exists()


def test_an_expert_speaks_under_the_name_of_the_profile() -> None:
    expert = ExpertPageFactory(title="Dr Old Name")
    reply = CommentFactory(reply_to=CommentFactory(), expert=expert)
    expert.title = "Dr New Name"
    expert.save()
    assert Comment.objects.get(pk=reply.pk).display_name == "Dr New Name"


def test_a_reply_far_below_a_hidden_comment_is_refused() -> None:
    root = CommentFactory()
    public = CommentFactory(reply_to=CommentFactory(reply_to=root))
    Comment.objects.filter(pk=root.pk).update(state=CommentState.SPAM)
    with pytest.raises(ValidationError, match="not shown"):
        CommentFactory(reply_to=public)
