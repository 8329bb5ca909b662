"""Two moderators decide on the same comments at once: one decision each, in state, log and mail."""

from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.history import STATE_CHANGED
from qa.comments.models import Comment
from qa.notifications.letters import kind_of, letters
from tests.factories import QAPageFactory, ReceiptFactory, UserFactory

from .writers import write_at_once

pytestmark = pytest.mark.django_db(transaction=True)

COMMENTS = 200
DECISIONS = ("public", "rejected")  # of the first and of the second moderator


def decide_on_all(writer: int, *moderators: str) -> list[int]:
    """Decide on every comment as it was before anybody began; return which are decided so."""
    user = get_user_model().objects.get(pk=moderators[writer])
    mine = []
    for comment in list(Comment.objects.order_by("pk")):
        try:
            moderation.decide(comment=comment, version=0, to=DECISIONS[writer], by=user)
        except moderation.StaleError:
            continue
        mine.append(comment.pk)
    return mine


@pytest.fixture
def decided(db, tmp_path: Path) -> list[list[int]]:
    """Return which comments each of two moderators has decided on."""
    page = QAPageFactory()
    for _ in range(COMMENTS):
        ReceiptFactory(confirmed=True, comment__page=page, comment__state="pending")
    moderators = [str(UserFactory().pk) for _ in DECISIONS]
    return write_at_once(2, decide_on_all, *moderators, folder=tmp_path)


def test_every_comment_is_decided_once_and_the_log_agrees(decided) -> None:
    first, second = decided
    states = dict(Comment.objects.values_list("pk", "state"))
    assert sorted(first + second) == sorted(states)
    assert len(states) == COMMENTS
    assert {states[pk] for pk in first} <= {"public"}
    assert {states[pk] for pk in second} <= {"rejected"}
    logged = ModelLogEntry.objects.filter(action=STATE_CHANGED).values_list("object_id", "data")
    assert {int(pk): data["after"] for pk, data in logged} == states
    assert len(logged) == COMMENTS
    mails = Counter(kind_of(letter) for letter in letters())
    assert mails["comment_published"] == len(first)
    assert mails["comment_rejected"] == len(second)
