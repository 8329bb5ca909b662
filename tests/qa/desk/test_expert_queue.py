"""What waits for an expert."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from qa.comments.models import Comment, CommentCount, Decline, ReplyDraft
from qa.comments.services import set_state
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    UserFactory,
    expert_user,
    grant,
)

pytestmark = pytest.mark.django_db

TABS = ["expert", "expert_others", "expert_drafts", "expert_sent", "expert_declined"]


@pytest.fixture
def expert(client):
    expert = ExpertPageFactory(title="Dr Jane Roe", user=expert_user())
    client.force_login(expert.user)
    return expert


@pytest.fixture
def mine(expert):
    """Return an answer by the expert."""
    return QAPageFactory(expert=expert)


def shown(client, tab: str = "expert", **query) -> list[str]:
    soup = BeautifulSoup(client.get(reverse(f"qa_desk:{tab}"), query).content, "html.parser")
    return [heading.text.strip() for heading in soup.select(".desk-card h2")]


def test_what_waits_on_the_experts_own_answers_comes_oldest_first(client, mine) -> None:
    for name in ("Ada", "Bo"):
        CommentFactory(page=mine, name=name)
    CommentFactory(name="Elsewhere")
    assert shown(client) == ["Ada", "Bo"]
    assert shown(client, "expert_others") == ["Elsewhere"]


def test_nothing_waits_that_was_answered_declined_or_is_not_public(client, mine, expert) -> None:
    answered, declined, _held = (
        CommentFactory(page=mine),
        CommentFactory(page=mine),
        CommentFactory(page=mine, state="pending"),
    )
    CommentFactory(reply_to=answered, expert=expert)
    Decline.objects.create(comment=declined, reason="no_question")
    assert shown(client) == []


def test_readers_talk_among_themselves(client, mine) -> None:
    first = CommentFactory(page=mine, name="Ada")
    CommentFactory(reply_to=first, name="Bo")
    assert shown(client) == ["Ada"]


def test_an_answer_to_the_expert_waits_too(client, mine, expert) -> None:
    reply = CommentFactory(reply_to=CommentFactory(page=mine), expert=expert)
    CommentFactory(reply_to=reply, name="Ada")
    assert shown(client) == ["Ada"]


def test_what_hangs_below_something_hidden_does_not_wait(client, mine, expert) -> None:
    question = CommentFactory(page=mine)
    CommentFactory(reply_to=CommentFactory(reply_to=question, expert=expert), name="Ada")
    set_state(comment=question, to="spam")
    assert shown(client) == []


@pytest.mark.parametrize("change", [{"live": False}, {"comment_policy": "hidden"}])
def test_what_readers_cannot_read_does_not_wait(client, mine, change: dict) -> None:
    CommentFactory(page=mine)
    type(mine).objects.filter(pk=mine.pk).update(**change)
    assert shown(client) == []


def test_topics_are_counted_and_lead_to_their_comments(client, expert) -> None:
    hearts, nerves = TopicFactory(name="Hearts"), TopicFactory(name="Nerves")
    for topics, name in (([hearts], "Ada"), ([hearts, nerves], "Bo")):
        CommentFactory(page=QAPageFactory(expert=expert, topics=topics), name=name)
    html = BeautifulSoup(client.get(reverse("qa_desk:expert")).content, "html.parser")
    links = {link.text.strip(): link["href"] for link in html.select(".desk__topics a")}
    assert list(links) == ["Hearts (2)", "Nerves (1)"]
    assert "Bo" in client.get(links["Nerves (1)"]).text
    assert shown(client, topic=nerves.pk) == ["Bo"]


def test_drafts_are_their_writers_alone(client, mine, expert) -> None:
    comment = CommentFactory(page=mine, name="Ada")
    ReplyDraft.objects.create(comment=comment, user=expert.user, text="Half a rep")
    ReplyDraft.objects.create(comment=CommentFactory(page=mine), user=UserFactory(), text="Secret")
    html = client.get(reverse("qa_desk:expert_drafts")).text
    assert "Half a rep" in html
    assert "Secret" not in html


def test_what_an_editor_gave_back_comes_with_the_reason(client, mine, expert) -> None:
    reply = CommentFactory(
        reply_to=CommentFactory(page=mine), expert=expert, user=expert.user, state="pending"
    )
    set_state(comment=Comment.objects.get(pk=reply.pk), to="rejected", reason="Say more.")
    assert "Say more." in client.get(reverse("qa_desk:expert_sent")).text


def test_the_menu_counts_what_waits_for_the_expert(client, mine) -> None:
    CommentFactory(page=mine)
    assert "Expert desk (1)" in client.get(reverse("wagtailadmin_home")).text


def number_in_menu(client) -> str:
    """Return what the menu says behind "Expert desk", "" for nothing."""
    found = re.search(
        r"Expert desk(?: \((.+?)\))?\"", client.get(reverse("wagtailadmin_home")).text
    )
    return found[1] or ""


def test_the_menu_says_what_is_kept_of_discussions(client, mine) -> None:
    CommentFactory(page=mine)
    CommentCount.objects.update(unanswered=7)
    assert number_in_menu(client) == "7"


@pytest.mark.parametrize("change", [{"live": False}, {"comment_policy": "hidden"}])
def test_the_menu_counts_nothing_that_readers_cannot_read(client, mine, change: dict) -> None:
    CommentFactory(page=mine)
    QAPage.objects.filter(pk=mine.pk).update(**change)
    assert number_in_menu(client) == ""


def test_the_menu_counts_the_experts_own_answers_where_they_may_reply(client) -> None:
    here = QAPageFactory()
    expert = ExpertPageFactory(user=expert_user(page=here))
    client.force_login(expert.user)
    QAPage.objects.filter(pk=here.pk).update(expert=expert)
    for page in (here, QAPageFactory(expert=expert), QAPageFactory()):
        CommentFactory(page=page)
    assert number_in_menu(client) == "1"


def test_the_menu_says_when_there_are_more_than_anybody_counts(client, mine) -> None:
    CommentFactory(page=mine)
    CommentCount.objects.update(unanswered=5_000)
    assert number_in_menu(client) == "999+"


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("rights", [[], ["moderate_comment"], ["publish_expert_reply"]])
def test_nobody_else_is_let_in(client, tab: str, rights: list[str]) -> None:
    user = grant(UserFactory(), *rights)
    ExpertPageFactory(user=user)
    client.force_login(user)
    assert client.get(reverse(f"qa_desk:{tab}")).status_code != 200


def test_rights_on_one_answer_show_no_other(client) -> None:
    here, elsewhere = QAPageFactory(), QAPageFactory()
    client.force_login(ExpertPageFactory(user=expert_user(page=here)).user)
    CommentFactory(page=here, name="Ada")
    CommentFactory(page=elsewhere, name="Bo")
    assert shown(client, "expert_others") == ["Ada"]


@pytest.mark.parametrize("tab", TABS)
def test_the_desk_needs_no_more_statements_for_more_comments(
    client, mine, expert, tab: str
) -> None:
    counts = []
    for _ in range(2):
        for number in range(8):
            asked = CommentFactory(page=mine, name=f"R {number}")
            reply = CommentFactory(
                reply_to=CommentFactory(page=mine), expert=expert, user=expert.user, state="pending"
            )
            set_state(comment=Comment.objects.get(pk=reply.pk), to="rejected", reason="Say more.")
            ReplyDraft.objects.create(comment=asked, user=expert.user, text="Half a rep")
            Decline.objects.create(comment=CommentFactory(page=mine), reason="no_question")
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(f"qa_desk:{tab}"))
        counts.append(len(captured))
    assert counts[1] <= counts[0]
