"""Who is told of what. The mails themselves are tested with the notices."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from qa.comments import followers
from qa.comments.limits import address_key
from qa.comments.models import Following
from tests.factories import CommentFactory, FollowingFactory, QAPageFactory, ReceiptFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=9)


def told_of(comment) -> list[str]:
    return sorted(following.email for following in followers.to_tell_of(comment))


def test_who_follows_a_reply_follows_its_whole_conversation() -> None:
    root = CommentFactory()
    following = followers.follow(comment=CommentFactory(reply_to=root), email="ada@example.org")
    assert (following.root_id, following.page_id) == (root.pk, root.page_id)


def test_who_follows_the_page_follows_no_single_conversation() -> None:
    comment = CommentFactory()
    following = followers.follow(comment=comment, email="ada@example.org", whole_page=True)
    assert (following.root_id, following.page_id) == (None, comment.page_id)


def test_following_waits_for_the_address_to_be_confirmed() -> None:
    root = CommentFactory()
    followers.follow(comment=root, email="ada@example.org")
    assert told_of(CommentFactory(reply_to=root)) == []


def test_an_address_that_is_confirmed_already_is_told_at_once() -> None:
    root = CommentFactory()
    followers.follow(comment=root, email="ada@example.org", is_confirmed=True)
    assert told_of(CommentFactory(reply_to=root)) == ["ada@example.org"]


@pytest.mark.parametrize("whole_page", [True, False])
def test_following_twice_is_following_once(whole_page: bool) -> None:
    root = CommentFactory()
    for email in ("ada@example.org", "ADA@example.org"):
        followers.follow(comment=root, email=email, whole_page=whole_page)
    assert Following.objects.count() == 1


def test_who_follows_already_goes_on_from_where_they_are() -> None:
    earlier = FollowingFactory(root=CommentFactory(), told_until=LONG_AGO)
    followers.follow(comment=earlier.root, email=earlier.email, is_confirmed=True)
    earlier.refresh_from_db()
    assert earlier.told_until == LONG_AGO


def test_a_stranger_who_types_an_address_does_not_start_its_mails_again() -> None:
    stopped = FollowingFactory(root=CommentFactory(), stopped_at=LONG_AGO)
    followers.follow(comment=stopped.root, email=stopped.email)
    stopped.refresh_from_db()
    assert stopped.stopped_at == LONG_AGO


def test_who_starts_again_is_not_told_of_what_came_in_between() -> None:
    stopped = FollowingFactory(root=CommentFactory(), stopped_at=LONG_AGO, told_until=LONG_AGO)
    followers.start(stopped)
    stopped.refresh_from_db()
    assert stopped.stopped_at is None
    assert stopped.told_until > LONG_AGO


def test_starting_what_runs_already_changes_nothing() -> None:
    running = FollowingFactory(root=CommentFactory(), confirmed_at=LONG_AGO, told_until=LONG_AGO)
    followers.start(running)
    running.refresh_from_db()
    assert running.confirmed_at == running.told_until == LONG_AGO


def test_confirming_a_comment_starts_the_mails_about_its_conversation() -> None:
    root = CommentFactory()
    reply = CommentFactory(reply_to=root)
    waiting = followers.follow(comment=reply, email="ada@example.org")
    followers.confirm(address_key=waiting.address_key, comment=reply)
    assert told_of(reply) == [waiting.email]


def test_a_wish_on_one_comment_is_not_confirmed_with_another() -> None:
    root = CommentFactory()
    ticked, unticked = (CommentFactory(reply_to=root) for _ in range(2))
    waiting = followers.follow(comment=ticked, email="ada@example.org")
    followers.confirm(address_key=waiting.address_key, comment=unticked)
    assert told_of(root) == []
    followers.confirm(address_key=waiting.address_key, comment=ticked)
    assert told_of(CommentFactory(reply_to=root)) == ["ada@example.org"]


@pytest.mark.parametrize("which", [0, 1])
def test_a_wish_on_two_comments_is_confirmed_with_either(which: int) -> None:
    root = CommentFactory()
    ticked = [CommentFactory(reply_to=root) for _ in range(2)]
    for comment in ticked:
        waiting = followers.follow(comment=comment, email="ada@example.org")
    followers.confirm(address_key=waiting.address_key, comment=ticked[which])
    assert told_of(CommentFactory(reply_to=root)) == ["ada@example.org"]


def test_who_stopped_and_wishes_again_hears_of_replies_once_that_is_confirmed() -> None:
    stopped = FollowingFactory(root=CommentFactory(), stopped_at=LONG_AGO)
    reply = CommentFactory(reply_to=stopped.root)
    followers.follow(comment=reply, email=stopped.email)
    assert told_of(reply) == []
    followers.confirm(address_key=stopped.address_key, comment=reply)
    assert told_of(reply) == [stopped.email]


def test_a_wish_from_before_stopping_does_not_start_the_mails_again() -> None:
    root = CommentFactory()
    following = followers.follow(comment=root, email="ada@example.org")
    followers.start(following)
    followers.stop(following)
    followers.confirm(address_key=following.address_key, comment=root)
    assert told_of(CommentFactory(reply_to=root)) == []


def test_confirming_a_comment_starts_no_other_mails() -> None:
    elsewhere = followers.follow(comment=CommentFactory(), email="ada@example.org")
    somebody = followers.follow(comment=CommentFactory(), email="grace@example.org")
    followers.confirm(address_key=elsewhere.address_key, comment=somebody.root)
    assert not Following.objects.exclude(confirmed_at=None).exists()


def test_stopping_drops_the_mail_that_waits() -> None:
    following = FollowingFactory(root=CommentFactory(), due_at=timezone.now())
    followers.stop(following)
    following.refresh_from_db()
    assert following.due_at is None
    assert told_of(CommentFactory(reply_to=following.root)) == []


def test_a_reply_is_told_to_those_of_its_conversation_and_of_the_page() -> None:
    root = CommentFactory()
    near = FollowingFactory(root=root, email="near@example.org")
    whole = FollowingFactory(page=root.page, email="whole@example.org")
    FollowingFactory(root=CommentFactory(page=root.page))
    FollowingFactory()
    assert told_of(CommentFactory(reply_to=root)) == [near.email, whole.email]


def test_a_new_conversation_is_told_to_those_of_the_page_only() -> None:
    root = CommentFactory()
    FollowingFactory(root=root)
    whole = FollowingFactory(page=root.page)
    assert told_of(CommentFactory(page=root.page)) == [whole.email]


def test_nobody_is_told_of_their_own_comment() -> None:
    following = FollowingFactory(root=CommentFactory())
    mine = CommentFactory(reply_to=following.root, email=following.email)
    ReceiptFactory(comment=mine)
    assert told_of(mine) == []


def test_a_comment_without_an_address_is_told_to_everybody() -> None:
    following = FollowingFactory(root=CommentFactory())
    anonymous = CommentFactory(reply_to=following.root)
    ReceiptFactory(comment=anonymous)
    assert told_of(anonymous) == [following.email]


def test_who_follows_conversation_and_page_is_told_once() -> None:
    root = CommentFactory()
    FollowingFactory(root=root, email="ada@example.org")
    FollowingFactory(page=root.page, email="ada@example.org")
    assert told_of(CommentFactory(reply_to=root)) == ["ada@example.org"]


def test_who_stopped_the_page_is_told_of_the_conversation_still() -> None:
    root = CommentFactory()
    FollowingFactory(root=root, email="ada@example.org")
    FollowingFactory(page=root.page, email="ada@example.org", stopped_at=LONG_AGO)
    assert told_of(CommentFactory(reply_to=root)) == ["ada@example.org"]


def test_what_an_address_follows_around_a_comment() -> None:
    root = CommentFactory()
    mine = FollowingFactory(root=root, email="ada@example.org")
    FollowingFactory(root=root)
    FollowingFactory(root=CommentFactory(page=root.page), email="ada@example.org")
    FollowingFactory(page=QAPageFactory(), email="ada@example.org")
    around = followers.of_comment(CommentFactory(reply_to=root), key=mine.address_key)
    assert list(around) == [mine]


def test_the_whole_page_comes_first_where_both_are_followed() -> None:
    root = CommentFactory()
    FollowingFactory(root=root, email="ada@example.org")
    whole = FollowingFactory(page=root.page, email="ada@example.org")
    assert followers.of_comment(root, key=whole.address_key).first() == whole


def test_what_was_stopped_is_followed_no_more() -> None:
    stopped = FollowingFactory(root=CommentFactory(), stopped_at=LONG_AGO)
    assert not followers.of_comment(stopped.root, key=stopped.address_key).exists()


def test_a_comment_without_an_address_follows_nothing() -> None:
    root = CommentFactory()
    FollowingFactory(root=root)
    assert not followers.of_comment(root, key=address_key("")).exists()


def test_wishes_from_before_they_were_noted_are_confirmed_with_what_waits_in_the_thread() -> None:
    root = CommentFactory()
    old = FollowingFactory(root=root, email="ada@example.org", confirmed_at=None)
    reply = CommentFactory(reply_to=root, email="ada@example.org")
    ReceiptFactory(comment=reply)
    migration = import_module("qa.comments.migrations.0007_mail_to_strangers_and_followers")
    migration.keep_wishes(apps, None)
    assert list(old.asked_with.all()) == [reply]
