import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from qa.comments.services import post_comment, set_state
from qa.comments.states import TRANSITIONS, CommentState
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db

WAYS = [(before, after) for before in CommentState for after in CommentState if before != after]


def test_the_name_of_an_experts_reply_is_that_of_the_profile() -> None:
    expert = ExpertPageFactory()
    comment = post_comment(page=QAPageFactory(), name="Ada", text="Rest.", expert=expert)
    assert (comment.expert, comment.user_name) == (expert, expert.title)


def test_an_account_alone_makes_nobody_an_expert() -> None:
    expert = ExpertPageFactory(user=UserFactory())
    comment = post_comment(page=QAPageFactory(), name="Ada", text="Hello.", user=expert.user)
    assert comment.expert is None


def test_an_experts_reply_keeps_the_words_it_quotes() -> None:
    question = CommentFactory(name="Ada", text="Does it hurt? I worry.")
    reply = CommentFactory(
        reply_to=question, expert=ExpertPageFactory(), quoted_text="Does it hurt?"
    )
    assert (reply.quotes, reply.quoted_name) == (question, "Ada")
    assert reply.quoted_text == "Does it hurt?"


def test_a_reader_cannot_quote_as_an_expert_does() -> None:
    reply = CommentFactory(reply_to=CommentFactory(), quoted_text="Does it hurt?")
    assert (reply.quotes, reply.quoted_text) == (None, "")


@pytest.mark.parametrize(("before", "after"), WAYS)
def test_a_state_changes_only_along_the_ways_allowed(before: str, after: str) -> None:
    comment = CommentFactory(state=before)
    if after in TRANSITIONS[before]:
        assert set_state(comment=comment, to=after).state == after
    else:
        with pytest.raises(ValidationError):
            set_state(comment=comment, to=after)


def test_nobody_but_its_author_could_bring_a_withdrawn_comment_back() -> None:
    assert not TRANSITIONS[CommentState.WITHDRAWN]


def test_a_change_of_state_is_logged_with_who_and_why() -> None:
    moderator = UserFactory()
    comment = CommentFactory()
    set_state(comment=comment, to=CommentState.REMOVED, by=moderator, reason="Advertisement")
    entry = ModelLogEntry.objects.get(object_id=str(comment.pk))
    assert entry.user == moderator
    said = {"before": "public", "after": "removed", "reason": "Advertisement"}
    assert entry.data == {**said, "version": 1, "is_new": False}


def test_setting_the_state_it_has_already_is_not_logged() -> None:
    set_state(comment=CommentFactory(), to=CommentState.PUBLIC)
    assert not ModelLogEntry.objects.exists()


def test_a_stale_copy_of_the_comment_does_not_undo_what_another_decided() -> None:
    comment = CommentFactory()
    set_state(comment=comment, to=CommentState.WITHDRAWN)
    with pytest.raises(ValidationError):
        set_state(comment=comment, to=CommentState.SPAM)
    comment.refresh_from_db()
    assert comment.state == CommentState.WITHDRAWN


def test_hiding_a_comment_changes_no_row_below_it() -> None:
    root = CommentFactory()
    reply = CommentFactory(reply_to=root)
    set_state(comment=root, to=CommentState.SPAM)
    reply.refresh_from_db()
    assert reply.state == CommentState.PUBLIC
