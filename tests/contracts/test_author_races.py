"""An author confirms, changes and erases at the same moment: everything is done, nothing breaks."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from qa.comments import author, followers
from qa.comments.links import manage_path
from qa.comments.models import Comment, Receipt
from qa.comments.policy import CommentPolicy
from tests.factories import QAPageFactory, comment_form, confirm_path

from .test_posting_once import in_a_connection_of_its_own

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 0.4  # long enough for the other one to come as far as it can


@pytest.fixture
def unconfirmed(db) -> Receipt:
    article = QAPageFactory(comment_policy=CommentPolicy.OPEN)
    Client().post(f"{article.url}comment/", comment_form(email="ada@example.org", follow="on"))
    return Receipt.objects.get()


@pytest.fixture
def _slow(monkeypatch) -> None:
    """Each of them pauses halfway, with what it has locked so far."""
    for module, name in ((followers, "confirm"), (author.limits, "text_key")):
        monkeypatch.setattr(module, name, paused(getattr(module, name)))
    monkeypatch.setattr(author, "set_state", paused(author.set_state))


def paused(function):
    def slowly(*args, **kwargs):
        time.sleep(SECONDS)
        return function(*args, **kwargs)

    return slowly


@pytest.mark.usefixtures("_slow")
@pytest.mark.parametrize("what", ["edit", "erase", "withdraw"])
def test_confirming_and_changing_at_once_both_succeed(unconfirmed, what: str) -> None:
    paths = [confirm_path(unconfirmed), manage_path(unconfirmed, what)]
    with ThreadPoolExecutor(2) as threads:
        posting = [
            threads.submit(
                in_a_connection_of_its_own, lambda path=path: Client().post(path, {"text": "New."})
            )
            for path in paths
        ]
        assert [one.result(60).status_code for one in posting] == [302, 302]
    assert Receipt.objects.get().confirmed_at is not None
    expected = {"edit": ("public", "New."), "erase": ("withdrawn", "")}
    comment = Comment.objects.get()
    assert (comment.state, comment.comment) == expected.get(what, ("withdrawn", comment.comment))
