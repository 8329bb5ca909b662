"""Eight processes post through the form at once: all is kept, with one receipt each."""

from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from django.test import Client

from qa.comments.models import Comment, ConsentStatement, Receipt
from qa.comments.policy import CommentPolicy
from qa.notifications.letters import letters
from tests.factories import CommentFactory, QAPageFactory, comment_form, home_page

from .test_concurrency import faults_of_threads
from .writers import write_at_once

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, COMMENTS = 8, 50


def write(writer: int, address: str, *answered: str) -> list[str]:
    """Post 50 comments, by turns new ones and replies to *answered*; return where each led."""
    client = Client(SERVER_NAME="localhost")
    led = []
    for number in range(COMMENTS):
        query = ["", *(f"?reply_to={pk}" for pk in answered)][number % (len(answered) + 1)]
        fields = comment_form(
            text=f"Writer {writer} says this, number {number}.",
            email=f"reader{writer}.{number}@example.org" if has_address(number) else "",
        )
        # A network of its own for each comment, so that no limit stops it.
        response = client.post(f"{address}{query}", fields, REMOTE_ADDR=f"10.{writer}.{number}.1")
        assert response.status_code == 302, response.content.decode()
        led.append(response.url)
    return led


def has_address(number: int) -> bool:
    return number % 3 == 0


@pytest.fixture
def conversation(db) -> list[Comment]:
    """Return a comment, the reply to it, and the reply to that one."""
    home_page()
    comment = CommentFactory(page=QAPageFactory(comment_policy=CommentPolicy.OPEN))
    reply = CommentFactory(reply_to=comment)
    return [comment, reply, CommentFactory(reply_to=reply)]


@pytest.fixture
def receipts(conversation, tmp_path: Path) -> list[str]:
    """Return the addresses that all writers were led to."""
    arguments = [f"{conversation[0].page.url}comment/", *(str(one.pk) for one in conversation)]
    return list(chain(*write_at_once(WRITERS, write, *arguments, folder=tmp_path)))


def test_everything_posted_at_once_is_kept_with_a_receipt_each(receipts, conversation) -> None:
    assert len(set(receipts)) == len(receipts) == WRITERS * COMMENTS
    posted = Comment.objects.exclude(pk__in=[comment.pk for comment in conversation])
    assert set(posted.values_list("comment", flat=True)) == {
        f"Writer {writer} says this, number {number}."
        for writer in range(WRITERS)
        for number in range(COMMENTS)
    }
    assert sorted(posted.values_list("pk")) == sorted(Receipt.objects.values_list("pk"))
    assert Counter(posted.values_list("reply_to", flat=True)) == {
        None: WRITERS * 13,
        conversation[0].pk: WRITERS * 13,
        conversation[1].pk: WRITERS * 12,
        conversation[2].pk: WRITERS * 12,
    }
    assert faults_of_threads() == []
    assert mailed() == set(posted.exclude(user_email="").values_list("pk", flat=True))
    assert letters().count() == WRITERS * sum(map(has_address, range(COMMENTS)))
    assert ConsentStatement.objects.count() == 1


def mailed() -> set[int]:
    """Return the comments that a mail in the queue asks to confirm."""
    queued = (letter.args_kwargs["kwargs"] for letter in letters())
    return {one["ids"]["comment_id"] for one in queued if one["kind"] == "comment_confirm"}
