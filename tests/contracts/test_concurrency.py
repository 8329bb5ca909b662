"""Eight processes reply in one thread at once: every reply is kept, order and counts are right."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from qa.comments.models import Comment
from qa.comments.services import post_comment, set_state
from tests.factories import CommentFactory, QAPageFactory
from tests.qa.comments.counting import kept_numbers, real_numbers

from .writers import write_at_once

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, REPLIES = 8, 25


def write(_writer: int, first: str) -> None:
    """Reply by turns below the first comment, which all share, and below one's own last reply."""
    root = answered = Comment.objects.get(pk=first)
    for number in range(REPLIES):
        reply = post_comment(
            page=root.page, name="Ada", text=f"Reply {number}.", reply_to=answered, state="public"
        )
        answered = root if number % 2 else reply


@pytest.fixture
def thread(db, tmp_path: Path) -> Comment:
    """Return the first comment of a thread that eight processes have replied in."""
    root = CommentFactory()
    write_at_once(PROCESSES, write, str(root.pk), folder=tmp_path)
    return root


def test_simultaneous_replies_are_all_kept_in_order_and_counted(thread) -> None:
    assert Comment.objects.filter(root=thread).count() == PROCESSES * REPLIES
    assert faults_of_threads() == []


def hide_and_show(writer: int, first: str) -> None:
    """Reply to what the others hide and show meanwhile, at every depth."""
    root = Comment.objects.get(pk=first)
    for number in range(REPLIES):
        shown = Comment.objects.filter(page=root.page_id, state="public").order_by("pk")
        one = shown[(writer * 7 + number) % shown.count()]
        if number % 3:
            with suppress(ValidationError):  # hidden by another process in the meantime
                post_comment(page=root.page, text="So.", name="Ada", reply_to=one, state="public")
        else:
            set_state(comment=one, to="pending")
            if writer % 2:
                set_state(comment=one, to="public")


def test_numbers_are_right_whoever_hides_and_replies_at_once(db, tmp_path: Path) -> None:
    page = QAPageFactory()
    first, *_others = (CommentFactory(page=page) for _ in range(12))
    write_at_once(PROCESSES, hide_and_show, str(first.pk), folder=tmp_path)
    assert faults_of_threads() == []
    assert Comment.objects.filter(state="pending").exists()


def faults_of_threads() -> list[str]:
    """Return what is wrong with the place of any comment: its order, thread, parent or count.

    And what is kept beside each discussion.
    """
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    below: Counter[int] = Counter()
    for comment in comments.values():
        above = comment.reply_to_id
        while above:
            below[above] += 1
            above = comments[above].reply_to_id
    wrong = [
        f"Comment {pk}: {found}, not {expected}"
        for pk, comment in comments.items()
        if (found := place_of(comment)) != (expected := expected_place(comment, below[pk]))
    ]
    kept, real = kept_numbers(), real_numbers()
    return wrong if kept == real else [*wrong, f"Numbers of discussions: {kept}, not {real}"]


def place_of(comment: Comment) -> tuple:
    return comment.order, comment.thread_id, comment.parent_id, comment.nested_count


def expected_place(comment: Comment, below: int) -> tuple:
    return comment.pk, comment.root_id or comment.pk, comment.reply_to_id or comment.pk, below
