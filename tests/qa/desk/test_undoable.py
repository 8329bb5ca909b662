"""One undo for what was decided in one go."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from wagtail.models import ModelLogEntry

from qa.comments.models import Report
from qa.comments.services import set_state
from tests.factories import CommentFactory, QAPageFactory, ReceiptFactory, UserFactory, grant

from .sheets import look, pending, states

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=10)


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(), "moderate_comment")
    client.force_login(user)
    return user


def test_one_undo_takes_all_of_it_back(client, moderator, deliver_mail) -> None:
    for _ in range(3):
        ReceiptFactory(confirmed=True, comment__state="pending")
    answer = look(client).send(scope="page", to="public")
    assert "3 comments: Published." in answer.text
    assert "3 decisions are undone" in answer.undo()
    assert states() == ["pending"] * 3
    assert deliver_mail(at=timezone.now() + LATER) == []


def test_undo_opens_the_reports_again(client, moderator) -> None:
    Report.objects.create(comment=CommentFactory(), reason="spam")
    look(client, "reported").send(scope="page", to="public").undo()
    assert Report.objects.filter(handled_at=None).count() == 1


def test_undo_says_what_stays(client, moderator) -> None:
    _first, other = pending(2)
    answer = look(client).send(scope="page", to="public")
    set_state(comment=other, to="removed", by=UserFactory())
    assert "1 decision is undone. 1 stays" in answer.undo()
    assert states() == ["pending", "removed"]


def test_what_was_undone_is_not_offered_again(client, moderator) -> None:
    pending(2)
    answer = look(client).send(scope="page", to="public")
    assert 'class="desk__undo"' not in answer.undo()


def test_what_was_decided_before_stays(client, moderator) -> None:
    pending(2)
    look(client).send(scope="page", to="spam")
    pending(1)
    look(client).send(scope="page", to="public").undo()
    assert states() == ["spam", "spam", "pending"]


def age(seconds: int, *entries: ModelLogEntry) -> None:
    rows = ModelLogEntry.objects.filter(pk__in=[one.pk for one in entries])
    rows.update(timestamp=F("timestamp") - timedelta(seconds=seconds))


def test_ten_seconds_after_the_last_it_is_too_late(client, moderator) -> None:
    pending(2)
    answer = look(client).send(scope="page", to="public")
    age(20, *ModelLogEntry.objects.all())
    assert "Too late to undo" in answer.undo()
    assert states() == ["public"] * 2


def test_the_first_is_undone_with_the_last(client, moderator, deliver_mail) -> None:
    for _ in range(2):
        ReceiptFactory(confirmed=True, comment__state="pending")
    answer = look(client).send(scope="page", to="public")
    age(40, ModelLogEntry.objects.earliest("pk"))
    assert deliver_mail(at=timezone.now() + timedelta(seconds=40)) == []
    answer.undo()
    assert states() == ["pending"] * 2


def test_nobody_undoes_what_another_decided_at_once(client, moderator) -> None:
    pending(2)
    answer = look(client).send(scope="page", to="public")
    client.force_login(grant(UserFactory(), "moderate_comment"))
    assert "Too late to undo" in answer.undo()
    assert states() == ["public"] * 2


def test_undo_stops_at_the_section(client) -> None:
    here = QAPageFactory()
    user = grant(UserFactory(), "moderate_comment", page=here)
    client.force_login(user)
    pending(1, page=here)
    answer = look(client).send(scope="page", to="public")
    user.groups.clear()
    grant(user, "moderate_comment", page=QAPageFactory())
    answer.undo()
    assert states() == ["public"]
