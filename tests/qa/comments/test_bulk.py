from datetime import UTC, datetime, timedelta

import pytest

from qa.comments.bulk import CommentEntry, add_comments
from qa.comments.models import Comment
from qa.comments.services import post_comment
from qa.comments.states import CommentState
from tests.factories import CommentFactory, QAPageFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def entry(key: str, **more) -> CommentEntry:
    return CommentEntry(key=key, name=key.title(), text=f"Says {key}.", posted_at=NOON, **more)


def rows(page) -> list[dict]:
    """Return all columns of the page's comments but the keys, which name rows by position."""
    comments = list(Comment.objects.filter(page=page).order_by("pk"))
    position = {comment.pk: number for number, comment in enumerate(comments)} | {None: None}
    keys = "pk id comment_ptr_id xtdcomment_ptr_id order thread_id parent_id root_id reply_to_id"
    return [
        {
            field.attname: position.get(value, value) if field.attname in keys.split() else value
            for field in Comment._meta.concrete_fields
            if (value := getattr(comment, field.attname)) is not Ellipsis
            and field.attname not in {"page_id", "object_pk"}
        }
        for comment in comments
    ]


def test_bulk_comments_are_stored_exactly_as_single_ones() -> None:
    in_bulk, singly = QAPageFactory(), QAPageFactory()
    add_comments(
        page=in_bulk,
        entries=[entry("root"), entry("reply", reply_to="root"), entry("leaf", reply_to="reply")],
    )
    above = None
    for name in ("root", "reply", "leaf"):
        above = post_comment(
            page=singly,
            name=name.title(),
            text=f"Says {name}.",
            posted_at=NOON,
            reply_to=above,
            state=CommentState.PUBLIC,
        )
    assert rows(in_bulk) == rows(singly)


def test_replies_join_comments_that_were_there_before() -> None:
    root = CommentFactory()
    early = CommentFactory(reply_to=root)
    ids = add_comments(page=root.page, entries=[entry("late", reply_to=early.pk)])
    late = Comment.objects.get(pk=ids["late"])
    assert (late.root_id, late.level) == (root.pk, 2)
    root.refresh_from_db()
    assert root.nested_count == 2


def test_an_answer_to_nothing_that_is_there_adds_no_comment_at_all() -> None:
    page = QAPageFactory()
    with pytest.raises(LookupError):
        add_comments(page=page, entries=[entry("one"), entry("two", reply_to="nobody")])
    assert not Comment.objects.exists()


def test_an_answer_to_a_comment_of_another_page_is_refused() -> None:
    elsewhere = CommentFactory()
    with pytest.raises(LookupError):
        add_comments(page=QAPageFactory(), entries=[entry("one", reply_to=elsewhere.pk)])


def test_counts_are_right_across_batches() -> None:
    page = QAPageFactory()
    replies = [entry(f"reply {number}", reply_to="root") for number in range(1200)]
    ids = add_comments(page=page, entries=[entry("root"), *replies])
    assert Comment.objects.get(pk=ids["root"]).nested_count == 1200


def test_progress_is_reported_until_all_are_in() -> None:
    seen: list[int] = []
    entries = [
        CommentEntry(key=str(n), name="A", text="B", posted_at=NOON + timedelta(minutes=n))
        for n in range(1001)
    ]
    add_comments(page=QAPageFactory(), entries=entries, progress=seen.append)
    assert sum(seen) == 1001
