"""Eight processes reply in one thread at once: every reply is kept, order and counts are right."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from qa.comments.models import Comment
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)

PROCESSES, REPLIES = 8, 25

WRITER = """
import sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from qa.comments.models import Comment
from qa.comments.services import post_comment
root = Comment.objects.get(pk=sys.argv[2])
answered = root
for number in range(int(sys.argv[3])):
    reply = post_comment(
        page=root.page, name="Ada", text=f"Reply {number}.", reply_to=answered, state="public"
    )
    # By turns below the first comment, which all share, and below one's own last reply.
    answered = root if number % 2 else reply
"""


@pytest.fixture
def database(db) -> str:
    """Return the name of a database that other processes can open too."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" in name:
        pytest.fail("The tests need a database file; see DATABASES in settings/test.py.")
    return name


def write_in_processes(database: str, root: Comment) -> list[subprocess.Popen]:
    return [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, database, str(root.pk), str(REPLIES)],
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "site_core.settings.test"},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]


@pytest.fixture
def thread(database) -> Comment:
    """Return the first comment of a thread that eight processes have replied in."""
    root = CommentFactory()
    for writer in write_in_processes(database, root):
        _, errors = writer.communicate(timeout=300)
        assert writer.returncode == 0, errors
    return root


def test_simultaneous_replies_are_all_kept_in_order_and_counted(thread) -> None:
    assert Comment.objects.filter(root=thread).count() == PROCESSES * REPLIES
    assert faults_of_threads() == []


def faults_of_threads() -> list[str]:
    """Return what is wrong with the place of any comment: its order, thread, parent or count."""
    comments = {comment.pk: comment for comment in Comment.objects.all()}
    below: Counter[int] = Counter()
    for comment in comments.values():
        above = comment.reply_to_id
        while above:
            below[above] += 1
            above = comments[above].reply_to_id
    return [
        f"Comment {pk}: {found}, not {expected}"
        for pk, comment in comments.items()
        if (found := place_of(comment)) != (expected := expected_place(comment, below[pk]))
    ]


def place_of(comment: Comment) -> tuple:
    return comment.order, comment.thread_id, comment.parent_id, comment.nested_count


def expected_place(comment: Comment, below: int) -> tuple:
    return comment.pk, comment.root_id or comment.pk, comment.reply_to_id or comment.pk, below
