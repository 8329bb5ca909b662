"""Eight processes reply in one thread at once: every reply is kept, order and counts are right."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from django_comments_xtd.models import XtdComment

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
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    return root


def test_simultaneous_replies_are_all_kept_in_order_and_counted(thread) -> None:
    replies = Comment.objects.filter(root=thread)
    assert replies.count() == PROCESSES * REPLIES
    orders = list(replies.values_list("order", flat=True))
    assert len(set(orders)) == len(orders)
    for comment in XtdComment.norel_objects.filter(thread_id=thread.pk):
        below = _below(comment.pk)
        assert comment.nested_count == below, f"{comment.pk} counts {comment.nested_count}"


def _below(pk: int) -> int:
    children = list(Comment.objects.filter(reply_to=pk).values_list("pk", flat=True))
    return len(children) + sum(_below(child) for child in children)
