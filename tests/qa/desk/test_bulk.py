"""Decisions on many comments at once: on those that were seen, and on no others."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qa.comments.models import Comment, Report
from qa.comments.services import set_state
from qa.desk import bulk
from tests.factories import (
    CommentFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

from .sheets import look, pending, states, ticked

pytestmark = pytest.mark.django_db

LATER = timedelta(minutes=10)


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(first_name="Mo", last_name="Derator"), "moderate_comment")
    client.force_login(user)
    return user


# Which


@pytest.mark.parametrize(
    ("tab", "before", "to"),
    [
        ("queue", "pending", "public"),
        ("queue", "pending", "rejected"),
        ("queue", "pending", "spam"),
        ("spam", "spam", "public"),
        ("all", "public", "removed"),
    ],
)
def test_what_is_selected_is_decided_and_nothing_else(client, moderator, tab, before, to) -> None:
    first, _second, third = (CommentFactory(state=before) for _ in range(3))
    look(client, tab).send(scope="ticked", to=to, chosen=ticked(first, third))
    assert states() == [to, before, to]


def test_all_on_the_page_is_not_all_there_is(client, moderator) -> None:
    pending(22)
    look(client).send(scope="page", to="public")
    assert states() == ["public"] * 20 + ["pending"] * 2


def test_nothing_is_decided_if_nothing_is_selected(client, moderator) -> None:
    pending(1)
    assert "Tick at least one" in look(client).send(scope="ticked", to="public").text
    assert states() == ["pending"]


def test_all_reported_ones_can_be_kept(client, moderator) -> None:
    for _ in range(2):
        Report.objects.create(comment=CommentFactory(), reason="spam")
    look(client, "reported").send(scope="page", to="public")
    assert not Report.objects.filter(handled_at=None).exists()


def test_all_reported_ones_that_match_can_be_kept(client, moderator) -> None:
    for _ in range(2):
        Report.objects.create(comment=CommentFactory(), reason="spam")
    look(client, "reported").send_all("public").send()
    assert not Report.objects.filter(handled_at=None).exists()


def test_one_reason_goes_to_every_author(client, moderator, deliver_mail) -> None:
    for _ in range(2):
        ReceiptFactory(confirmed=True, comment__state="pending")
    look(client).send(scope="page", to="rejected", reason="It names a clinic.")
    mails = deliver_mail(at=timezone.now() + LATER)
    assert ["It names a clinic." in mail.body for mail in mails] == [True, True]


def test_authors_can_be_left_in_peace(client, moderator, deliver_mail) -> None:
    ReceiptFactory(confirmed=True, comment__state="pending")
    look(client).send(scope="page", to="rejected", quietly="on")
    assert deliver_mail(at=timezone.now() + LATER) == []


# All that match


def test_all_that_match_is_asked_again(client, moderator) -> None:
    pending(3)
    asked = look(client).send_all("public")
    assert "Publish: 3 comments?" in asked.text
    assert states() == ["pending"] * 3
    asked.send()
    assert states() == ["public"] * 3


def narrowed(by: str) -> dict:
    """Make one comment that a filter finds and return the query that finds it."""
    topic = TopicFactory()
    finding = [{"rule": "prices", "verdict": 2, "reason": "It names a price."}]
    comment = ReceiptFactory(
        comment__page=QAPageFactory(topics=[topic]),
        comment__state="pending",
        comment__text="My cheek twitches.",
        findings=finding,
    ).comment
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(days=9))
    return {
        "q": {"q": "cheek"},
        "page": {"page": comment.page_id},
        "topic": {"topic": topic.pk},
        "reason": {"reason": "prices"},
        "posted_at": {"posted_at_to": f"{timezone.localdate() - timedelta(days=8):%Y-%m-%d}"},
        "comment": {"comment": comment.pk},
    }[by]


@pytest.mark.parametrize("by", "q page topic reason posted_at comment".split())
def test_all_that_match_means_the_filter(client, moderator, by: str) -> None:
    query = narrowed(by)
    pending(2)
    look(client, **query).send_all("public").send()
    assert states() == ["public", "pending", "pending"]


def test_all_that_match_means_the_tab(client, moderator) -> None:
    for state in ("pending", "spam", "rejected"):
        CommentFactory(state=state)
    look(client, "spam").send_all("public").send()
    assert states() == ["pending", "public", "rejected"]


def test_all_that_match_means_the_moderators_section(client) -> None:
    here, elsewhere = QAPageFactory(), QAPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    pending(1, page=here)
    pending(1, page=elsewhere)
    look(client).send_all("public").send()
    assert states() == ["public", "pending"]


def test_a_filter_with_a_mistake_decides_nothing(client, moderator) -> None:
    pending(2)
    answer = look(client, posted_at_to="the day before").send_all("public")
    assert "correct the filters first" in answer.text
    assert states() == ["pending"] * 2


def arrive(how: str, comment: Comment) -> None:
    """Let something happen to a comment after the queue was looked at."""
    rows = Comment.objects.filter(pk=comment.pk)
    if how == "posted":
        rows.update(posted_at=timezone.now())
    elif how == "moved":
        set_state(comment=comment, to="rejected")
        set_state(comment=comment, to="pending")
    elif how == "edited":
        rows.update(edited_at=timezone.now(), version=F("version") + 1)
    else:
        Report.objects.create(comment=comment, reason="spam")


@pytest.mark.parametrize("how", "posted moved edited reported".split())
def test_what_came_or_changed_since_the_look_is_left_out(client, moderator, how: str) -> None:
    _seen, other = pending(2)
    sheet = look(client)
    arrive(how, other)
    asked = sheet.send_all("public")
    assert "1 more is left out: it came or changed since" in asked.text
    asked.send()
    assert states() == ["public", "pending"]


def test_what_changed_since_the_question_is_left_and_said(client, moderator) -> None:
    _first, other, gone = pending(3)
    asked = look(client).send_all("public")
    Comment.objects.filter(pk=other.pk).update(version=1)  # as its author's change does
    gone.delete()
    answer = asked.send()
    assert "1 comment is decided. 2 are left: they have changed or gone" in answer.text
    assert states() == ["public", "pending"]


def test_what_cannot_be_done_is_left_out_and_said(client, moderator) -> None:
    for state in ("withdrawn", "public", "pending"):
        CommentFactory(state=state)
    asked = look(client, "all").send_all("rejected")
    assert "1 more is left out: this cannot be done with it" in asked.text
    asked.send()
    assert states() == ["withdrawn", "rejected", "rejected"]


def test_selected_ones_where_no_way_leads_are_left_and_said(client, moderator) -> None:
    comments = [CommentFactory(state=state) for state in ("withdrawn", "public", "pending")]
    answer = look(client, "all").send(scope="ticked", to="public", chosen=ticked(*comments))
    assert "1 is left: this cannot be done with it. 1 was so already." in answer.text
    assert states() == ["withdrawn", "public", "public"]


def test_who_may_be_in_danger_is_marked_where_it_is_asked(client, moderator) -> None:
    comment, _other = pending(2)
    Comment.objects.filter(pk=comment.pk).update(is_urgent=True)
    asked = look(client).send_all("spam")
    assert asked.text.count("somebody may be in danger") == 1


def test_more_than_the_limit_remains_and_is_said(client, moderator, monkeypatch) -> None:
    pending(3)
    monkeypatch.setattr(bulk, "LIMIT", 2)
    asked = look(client).send_all("public", on_page="")
    assert "1 more remains" in asked.text
    asked.send()
    assert states() == ["public", "public", "pending"]


def test_what_takes_long_goes_on_in_the_next_request(client, moderator, monkeypatch) -> None:
    pending(3)
    monkeypatch.setattr(bulk, "SECONDS_A_REQUEST", -1)
    once = look(client).send(scope="page", to="public")
    assert "1 comment is decided. 2 are still to come." in once.text
    assert states() == ["public", "pending", "pending"]
    twice = once.send()
    assert "2 comments are decided. 1 is still to come." in twice.text
    assert "3 comments: Published." in twice.send().text


# Safety


@pytest.mark.parametrize("rights", [[], ["reply_as_expert", "see_personal_data"]])
def test_nobody_decides_without_the_right(client, rights: list[str]) -> None:
    client.force_login(grant(UserFactory(), *rights))
    [comment] = pending(1)
    sent = {"scope": "ticked", "to": "public", "chosen": ticked(comment)}
    response = client.post(reverse("qa_desk:queue_bulk"), {**sent, "looked_at": timezone.now()})
    assert response["Location"] == reverse("wagtailadmin_home")
    assert states() == ["pending"]


def test_nobody_decides_outside_their_section(client) -> None:
    here, elsewhere = QAPageFactory(), QAPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    pending(1, page=here)
    foreign = pending(1, page=elsewhere)
    answer = look(client).send(scope="ticked", to="public", chosen=ticked(*foreign))
    assert "1 is left" in answer.text
    assert states() == ["pending"] * 2


def test_loading_the_address_again_changes_nothing(client, moderator) -> None:
    [comment] = pending(1)
    wish = {"scope": "ticked", "to": "public", "chosen": ticked(comment)}
    query = {**wish, "looked_at": timezone.now().isoformat()}
    response = client.get(reverse("qa_desk:queue_bulk"), query)
    assert response["Location"].startswith(f"{reverse('qa_desk:queue')}?")
    assert states() == ["pending"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "withdrawn"},
        {"to": ""},
        {"to": "removed"},  # pending ones cannot be removed
        {"scope": "everything"},
        {"chosen": "x"},
        {"chosen": f"{'9' * 30}:0"},
        {"chosen": f"-{'9' * 30}:0"},
        {"looked_at": "then"},
        {"batch": "x"},
    ],
    ids=str,
)
def test_what_is_no_such_decision_is_refused(client, moderator, wrong: dict) -> None:
    [comment] = pending(1)
    fields = {"scope": "ticked", "to": "public", "chosen": ticked(comment), **wrong}
    look(client).send(**fields)
    assert states() == ["pending"]


def test_a_page_later_the_filter_is_still_there(client, moderator) -> None:
    pending(22, name="Ada")
    answer = look(client, q="ada", p=2).send(scope="page", to="public")
    assert f'action="{reverse("qa_desk:queue_bulk")}?{urlencode({"q": "ada"})}"' in answer.text


@pytest.mark.parametrize("comments", [3, 60])
def test_asking_again_stays_in_its_budget(client, moderator, comments: int) -> None:
    for number in range(comments):
        ReceiptFactory(confirmed=True, comment__state="pending", comment__name=f"R {number}")
    sheet = look(client)
    client.get(reverse("wagtailadmin_account"))
    with CaptureQueriesContext(connection) as frame:
        client.get(reverse("wagtailadmin_account"))
    with CaptureQueriesContext(connection) as captured:
        sheet.send_all("public")
    assert len(captured) - len(frame) <= 5
