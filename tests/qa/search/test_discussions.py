"""Which comments a search finds: the database itself keeps their index."""

import pytest

from qa.comments import services
from qa.comments.bulk import add_comments
from qa.comments.management.commands.fill_thread import made_up
from qa.comments.models import Comment
from qa.search.asked import Asked, Kind
from qa.search.query import wanted
from qa.search.ranking import find
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


def found(text: str, **narrowed) -> list[int]:
    return find(wanted(text), Asked(text, **narrowed)).keys[Kind.COMMENTS]


def test_forms_and_accents_of_words_make_no_difference() -> None:
    comment = CommentFactory(text="My café friends with Guillain-Barré walked again.")
    for typed in ("guillain barre", "Barré walking", "friend CAFE"):
        assert found(typed) == [comment.pk]
    assert found("guillain swimming") == []


def test_a_comment_is_found_from_the_moment_it_is_public_until_it_is_not() -> None:
    comment = CommentFactory(text="Turmeric helped me.", state="pending")
    assert found("turmeric") == []
    services.set_state(comment=comment, to="public")
    assert found("turmeric") == [comment.pk]
    services.set_state(comment=comment, to="removed")
    assert found("turmeric") == []


def test_a_changed_comment_is_found_by_its_new_words_only() -> None:
    comment = CommentFactory(text="Turmeric helped me.")
    Comment.objects.filter(pk=comment.pk).first().delete()
    other = CommentFactory(text="Turmeric helped me.")
    other.comment = "Ginger did."
    other.save()
    assert found("turmeric") == []
    assert found("ginger") == [other.pk]


def test_comments_added_in_bulk_are_found_at_once() -> None:
    add_comments(page=QAPageFactory(), entries=made_up(20, depth=2, seed=1))
    assert found("winter")


def test_replies_below_a_hidden_comment_are_not_found() -> None:
    hidden = CommentFactory(text="Buy this.")
    CommentFactory(reply_to=hidden, text="Turmeric is no medicine.")
    services.set_state(comment=hidden, to="spam")
    assert found("turmeric") == []


def test_comments_are_narrowed_by_topic_expert_and_year() -> None:
    topic, expert = TopicFactory(), ExpertPageFactory()
    about = CommentFactory(page=QAPageFactory(topics=[topic]), text="Ginger, first.")
    reply = CommentFactory(text="Ginger, says the expert.", expert=expert)
    year = about.posted_at.year
    assert found("ginger", topic=topic.slug) == [about.pk]
    assert found("ginger", expert=expert.slug) == [reply.pk]
    assert set(found("ginger", year=year)) == {about.pk, reply.pk}
    assert found("ginger", year=year - 1) == []
    assert found("ginger", topic=topic.slug, expert=expert.slug) == []


def test_the_comment_that_says_it_most_comes_first() -> None:
    long = " and then we went home and had supper together" * 5
    first = CommentFactory(text="Ginger, ginger, ginger!")
    CommentFactory(text=f"Ginger once{long}.")
    assert found("ginger")[0] == first.pk
