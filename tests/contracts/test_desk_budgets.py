"""What the desks ask of the database does not grow: with 100 comments and with 100,000."""

from math import ceil

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qa.comments.bulk import add_comments
from qa.comments.management.commands.fill_thread import made_up
from qa.comments.models import Comment
from qa.models import QAPage
from tests.factories import (
    ExpertPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

from .copies import multiply_comments

pytestmark = pytest.mark.django_db

FEW, MANY, PAGES = 100, 100_000, 20
COPIES = {FEW: 1, MANY: 20}
QUEUE_BUDGET = 15
# Beside what every page of the admin asks for: who is there, and what they may do.
BUDGETS = {
    "queue": QUEUE_BUDGET,
    "reported": QUEUE_BUDGET,
    "unanswered": QUEUE_BUDGET,
    "spam": QUEUE_BUDGET,
    "all": QUEUE_BUDGET,
    "report": QUEUE_BUDGET,
    "log": QUEUE_BUDGET,
    "expert": QUEUE_BUDGET,
    "expert_others": QUEUE_BUDGET,
}
STATES = ("public", "pending", "spam")


@pytest.fixture
def answers(client) -> list[QAPage]:
    """Return answers, half of them by somebody who moderates and replies, and is logged in."""
    rights = ("moderate_comment", "reply_as_expert", "publish_expert_reply")
    user = grant(UserFactory(), *rights)
    client.force_login(user)
    experts = [ExpertPageFactory(user=user), ExpertPageFactory()]
    topic = TopicFactory()
    return [QAPageFactory(expert=experts[number % 2], topics=[topic]) for number in range(PAGES)]


def fill(answers: list[QAPage], comments: int) -> None:
    """Add comments of several states to the answers until there are as many."""
    missing = comments // COPIES[comments] - Comment.objects.count()
    for number, answer in enumerate(answers):
        add_comments(page=answer, entries=made_up(ceil(missing / PAGES), depth=3, seed=number))
    for rest, state in enumerate(STATES):
        Comment.objects.annotate(rest=F("pk") % len(STATES)).filter(rest=rest).update(state=state)
    if COPIES[comments] > 1:
        multiply_comments(COPIES[comments])
    assert Comment.objects.count() >= comments
    for answer in answers[:5]:
        ReceiptFactory(confirmed=True, comment__page=answer, comment__state="pending")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself on a site that is used


def statements(client, name: str) -> int:
    address = reverse(name)
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_desks_stay_in_their_budgets_however_many_comments_there_are(
    client, answers, subtests
) -> None:
    few: dict[str, int] = {}
    for comments in (FEW, MANY):
        fill(answers, comments)
        frame = statements(client, "wagtailadmin_account")
        for name, budget in BUDGETS.items():
            with subtests.test(name, comments=comments):
                number = statements(client, f"qa_desk:{name}") - frame
                assert number <= budget
                assert number <= few.setdefault(name, number)  # not one statement more
