"""Which comments wait for an expert."""

from collections.abc import Callable

import pytest
from wagtail.models import Page

from qa.comments.models import Comment, Decline
from qa.comments.services import set_state
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def question(**given) -> Comment:
    return CommentFactory(**{"page": QAPageFactory(), **given})


def expert_reply(to: Comment, **given) -> Comment:
    return CommentFactory(reply_to=to, expert=ExpertPageFactory(), **given)


def follow_up() -> Comment:
    """Return an answer to an expert's reply."""
    return CommentFactory(reply_to=expert_reply(question()))


def follow_up_below_hidden() -> Comment:
    asked = question()
    answer = CommentFactory(reply_to=expert_reply(CommentFactory(reply_to=asked)))
    set_state(comment=asked, to="spam")
    return answer


def to_another_reader() -> Comment:
    return CommentFactory(reply_to=question())


def declined() -> Comment:
    comment = question()
    Decline.objects.create(comment=comment, reason="see_doctor")
    return comment


def replied(state: str) -> Comment:
    comment = question()
    expert_reply(comment, state=state)
    return comment


def on_a_draft() -> Comment:
    return question(page=QAPageFactory(live=False))


def where_discussions_are_hidden() -> Comment:
    return question(page=QAPageFactory(comment_policy="hidden"))


CASES = {
    "a question": (question, True),
    "a question that is not public": (lambda: question(state="pending"), False),
    "an answer to an expert": (follow_up, True),
    "an answer to an expert below a hidden comment": (follow_up_below_hidden, False),
    "an answer to another reader": (to_another_reader, False),
    "an expert's own comment": (lambda: question(expert=ExpertPageFactory()), False),
    "a declined question": (declined, False),
    "a question with a reply": (lambda: replied("public"), False),
    "a question with a reply that an editor decides on": (lambda: replied("pending"), False),
    "a question with a rejected reply": (lambda: replied("rejected"), True),
    "a question on a draft": (on_a_draft, False),
    "a question where discussions are hidden": (where_discussions_are_hidden, False),
}


@pytest.mark.parametrize("case", CASES)
def test_who_waits_for_an_expert(case: str) -> None:
    make: Callable[[], Comment]
    make, waits = CASES[case]
    comment = make()
    assert Comment.objects.awaiting_expert().filter(pk=comment.pk).exists() is waits


def test_pages_are_found_by_what_waits_on_them() -> None:
    """Within another query, the table has another name."""
    waiting, _hidden = follow_up(), follow_up_below_hidden()
    pages = Page.objects.filter(pk__in=Comment.objects.awaiting_expert().values("page"))
    assert [one.pk for one in pages] == [waiting.page_id]
