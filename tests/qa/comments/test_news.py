"""What followers are told, and how seldom."""

from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from qa.comments import author, followers
from qa.comments.links import follow_path
from qa.comments.models import Following
from qa.comments.news import NAMED_AT_MOST, news_letter
from qa.comments.policy import CommentPolicy
from qa.comments.services import set_state
from qa.comments.states import CommentState
from qa.notifications.letters import letters
from qa.notifications.queue import send_later
from qa.notifications.tasks import DELAYS
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    FollowingFactory,
    QAPageFactory,
    ReceiptFactory,
    by_owner,
)

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(minutes=61)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that lets time pass."""
    real, passed = timezone.now, [timedelta(0)]
    monkeypatch.setattr(timezone, "now", lambda: real() + passed[0])

    def wait(time: timedelta) -> None:
        passed[0] += time

    return wait


@pytest.fixture
def news(deliver_mail, clock):
    """Return a function that sends what is due, what the first look queues as well."""

    def deliver(*, later: timedelta = timedelta(0)) -> list:
        clock(later)
        deliver_mail()
        return deliver_mail()

    return deliver


@pytest.fixture
def mail_server(settings):
    """Return a function that takes the mail server down, or up again."""
    backends = {True: settings.EMAIL_BACKEND, False: f"{__name__}.Dead"}

    def turn(*, up: bool) -> None:
        settings.EMAIL_BACKEND = backends[up]

    return turn


class Dead(BaseEmailBackend):
    def send_messages(self, messages) -> int:
        raise ConnectionRefusedError


@pytest.fixture
def following() -> Following:
    """Return a follower of a conversation that Ada began."""
    page = QAPageFactory(title="Does it hurt?")
    root = CommentFactory(page=page, name="Ada", text="Root text.")
    return FollowingFactory(root=root, email="ada@example.org")


def replied(following: Following, **reply):
    return CommentFactory(**{"reply_to": following.root, "name": "Grace", **reply})


def test_a_follower_is_told_of_a_reply(following, news) -> None:
    reply = replied(following)
    (message,) = news()
    assert message.to == ["ada@example.org"]
    assert message.subject == "A new comment on “Does it hurt?”"
    assert "Grace has replied" in message.body
    assert f"comments/c{reply.pk}/" in message.body


def test_news_do_not_carry_what_was_said(following, news) -> None:
    replied(following, text="Forty-two is the answer.")
    (message,) = news()
    assert "Forty-two" not in message.body + message.alternatives[0].content


def test_news_can_be_stopped_with_one_click(following, news) -> None:
    replied(following)
    (message,) = news()
    assert f"{follow_path(following)}>" in message.extra_headers["List-Unsubscribe"]
    assert follow_path(following) in message.body


def test_an_experts_reply_is_named_in_the_subject(following, news) -> None:
    replied(following)
    replied(following, expert=ExpertPageFactory(title="Dr Jane Olsen"))
    (message,) = news()
    assert message.subject == "Dr Jane Olsen has replied on “Does it hurt?”"


def test_an_expert_is_among_those_named_however_many_readers_wrote_before(following, news) -> None:
    for _ in range(NAMED_AT_MOST):
        replied(following)
    replied(following, expert=ExpertPageFactory(title="Dr Jane Olsen"))
    (message,) = news()
    assert "Dr Jane Olsen, our expert, has replied" in message.body
    assert "And 1 more." in message.body


def test_several_comments_make_one_mail(following, news) -> None:
    replied(following)
    replied(following)
    (message,) = news()
    assert message.subject == "2 new comments on “Does it hurt?”"


def test_a_follower_gets_at_most_one_mail_an_hour(following, news) -> None:
    replied(following)
    news()
    replied(following)
    replied(following)
    assert len(news(later=timedelta(minutes=58))) == 1
    assert len(news(later=timedelta(minutes=3))) == 2


def test_the_next_mail_tells_only_what_is_new(following, news) -> None:
    replied(following)
    news()
    reply = replied(following, name="Hedy")
    last = news(later=AN_HOUR)[-1]
    assert "Hedy has replied" in last.body
    assert f"c{reply.pk}/" in last.body
    assert "Grace" not in last.body


def test_nobody_is_told_of_their_own_reply(following, news) -> None:
    own = replied(following, email="Ada@example.org")
    ReceiptFactory(comment=own)
    assert news() == []


def test_ones_own_reply_is_not_among_the_news_of_others(following, news) -> None:
    own = replied(following, name="Myself", email="ada@example.org", state=CommentState.PENDING)
    ReceiptFactory(comment=own, wants_mail=False)
    set_state(comment=own, to=CommentState.PUBLIC)
    replied(following)
    (message,) = news()
    assert "Myself" not in message.body


def test_a_held_reply_is_told_when_it_becomes_public(following, news) -> None:
    held = replied(following, state=CommentState.PENDING)
    assert news() == []
    set_state(comment=held, to=CommentState.PUBLIC)
    assert len(news()) == 1


def test_a_reply_that_goes_back_and_forth_is_told_once(following, news) -> None:
    reply = replied(following)
    news()
    set_state(comment=reply, to=CommentState.PENDING)
    set_state(comment=reply, to=CommentState.PUBLIC)
    assert len(news(later=AN_HOUR)) == 1


def test_a_reply_that_was_taken_down_before_the_mail_left_is_not_told(following, news) -> None:
    set_state(comment=replied(following), to=CommentState.SPAM)
    assert news() == []


@pytest.mark.parametrize("hidden", ["page", "discussion", "conversation"])
def test_what_nobody_can_read_now_is_not_told(hidden: str, following, news) -> None:
    replied(following)
    page = following.page
    if hidden == "page":
        page.specific.unpublish()
    elif hidden == "discussion":
        page.specific_class.objects.filter(pk=page.pk).update(comment_policy=CommentPolicy.HIDDEN)
    else:
        set_state(comment=following.root, to=CommentState.SPAM)
    assert news() == []


def test_an_address_that_is_not_confirmed_gets_nothing(following, news) -> None:
    Following.objects.update(confirmed_at=None)
    replied(following)
    assert news() == []


def test_who_stopped_gets_nothing(following, news) -> None:
    followers.stop(following)
    replied(following)
    assert news() == []


def test_who_stops_gets_not_even_the_mail_that_waits(following, news) -> None:
    replied(following)
    followers.stop(following)
    assert news() == []


def test_who_erased_everything_gets_not_even_the_mail_that_waits(following, news) -> None:
    replied(following)
    author.erase(by_owner(ReceiptFactory(confirmed=True, email="ada@example.org")))
    assert news() == []


def test_who_follows_the_page_is_told_who_began_a_conversation(news) -> None:
    page = FollowingFactory().page
    CommentFactory(page=page, name="Grace")
    (message,) = news()
    assert "Grace has written" in message.body


def test_who_follows_a_conversation_hears_of_no_other(following, news) -> None:
    CommentFactory(reply_to=CommentFactory(page=following.page))
    assert news() == []


def test_news_lost_on_the_way_do_not_silence_a_follower_for_ever(following, news) -> None:
    Following.objects.update(due_at=timezone.now() - timedelta(days=4))
    replied(following)
    assert len(news()) == 1


def test_a_mail_that_waits_already_is_not_asked_for_twice(following, news) -> None:
    Following.objects.update(due_at=timezone.now() + timedelta(minutes=30))
    replied(following)
    assert news(later=AN_HOUR) == []


def test_a_mail_that_failed_is_followed_by_no_other_within_the_hour(
    following, news, mail_server
) -> None:
    """The attempt that succeeds tells what has come since; what comes after it waits its hour."""
    mail_server(up=False)
    replied(following)
    news()
    replied(following, name="Hedy")
    for delay in DELAYS[:2]:
        news(later=delay)
    mail_server(up=True)
    (first,) = news(later=DELAYS[2])
    assert "Hedy has replied" in first.body
    replied(following, name="Radia")
    assert len(news(later=timedelta(minutes=58))) == 1
    assert len(news(later=timedelta(minutes=3))) == 2


def test_comments_posted_while_mail_fails_ask_for_no_further_mails(
    following, news, mail_server
) -> None:
    mail_server(up=False)
    for _ in range(3):
        replied(following)
        news()
    waiting = letters().filter(status="READY")
    assert [letter.args_kwargs["kwargs"]["kind"] for letter in waiting] == ["thread_news"]


def test_a_mail_asked_for_twice_is_sent_once_and_the_rest_an_hour_later(following, news) -> None:
    replied(following)
    news()
    replied(following)
    send_later("thread_news", following_id=following.pk)  # as when one that failed is tried again
    assert len(news()) == 1
    assert len(news(later=AN_HOUR)) == 2


def test_a_mail_that_was_not_sent_does_not_count_as_the_last_one(
    following, news, mail_server
) -> None:
    replied(following)
    mail_server(up=False)
    news()
    assert Following.objects.get().last_mailed_at is None
    mail_server(up=True)
    assert len(news(later=DELAYS[0])) == 1
    assert Following.objects.get().last_mailed_at is not None


def test_what_is_published_while_a_mail_is_written_is_told_with_the_next(following, news) -> None:
    first = replied(following)
    Following.objects.update(due_at=timezone.now())
    letter = news_letter(following_id=following.pk)
    replied(following, name="Hedy")
    news()  # finds a mail waiting
    letters().filter(args_kwargs__kwargs__kind="thread_news").delete()
    letter.sent()
    (message,) = news(later=AN_HOUR)
    assert "Hedy has replied" in message.body
    assert f"c{first.pk}/" not in message.body


def test_a_reply_that_was_held_while_others_were_told_is_told_when_it_is_back(
    following, news
) -> None:
    held = replied(following)
    set_state(comment=held, to=CommentState.PENDING)
    replied(following, name="Hedy")
    (message,) = news()
    assert "Grace" not in message.body
    set_state(comment=held, to=CommentState.PUBLIC)
    last = news(later=AN_HOUR)[-1]
    assert "Grace has replied" in last.body
    assert "Hedy" not in last.body


def test_it_is_told_once_however_often_it_is_held_after_that(following, news) -> None:
    held = replied(following)
    set_state(comment=held, to=CommentState.PENDING)
    replied(following)
    news()
    for _ in range(2):
        set_state(comment=held, to=CommentState.PUBLIC)
        news(later=AN_HOUR)
        set_state(comment=held, to=CommentState.PENDING)
    set_state(comment=held, to=CommentState.PUBLIC)
    assert len(news(later=AN_HOUR)) == 2


def test_what_was_told_is_not_told_again_because_another_was_held(following, news) -> None:
    told = replied(following)
    news()
    held = replied(following, name="Hedy")
    for comment in (told, held):
        set_state(comment=comment, to=CommentState.PENDING)
    replied(following, name="Radia")
    news(later=AN_HOUR)
    for comment in (told, held):
        set_state(comment=comment, to=CommentState.PUBLIC)
    last = news(later=AN_HOUR)[-1]
    assert "Hedy" in last.body
    assert "Grace" not in last.body


def test_a_reply_below_a_held_one_is_told_when_that_is_back(following, news) -> None:
    above = replied(following)
    news()
    below = CommentFactory(reply_to=above)
    set_state(comment=above, to=CommentState.PENDING)
    replied(following)
    assert f"c{below.pk}/" not in news(later=AN_HOUR)[-1].body
    set_state(comment=above, to=CommentState.PUBLIC)
    assert f"c{below.pk}/" in news(later=AN_HOUR)[-1].body


def test_who_begins_to_follow_while_a_reply_is_held_is_told_when_it_is_back(news) -> None:
    root = CommentFactory()
    held = CommentFactory(reply_to=root, name="Grace")
    set_state(comment=held, to=CommentState.PENDING)
    followers.follow(comment=root, email="ada@example.org", is_confirmed=True)
    set_state(comment=held, to=CommentState.PUBLIC)
    (message,) = news()
    assert "Grace has replied" in message.body


def test_what_was_taken_back_for_good_is_not_kept_to_be_told(following, news) -> None:
    gone = replied(following)
    author.withdraw(ReceiptFactory(comment=gone))
    replied(following)
    news()
    assert not Following.objects.get().missed.exists()
