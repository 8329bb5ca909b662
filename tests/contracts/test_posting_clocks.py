"""Machines whose clocks differ, and readers who take days: nobody's comment is lost for it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from qa.comments.links import manage_path
from qa.comments.models import Comment, Receipt
from qa.comments.policy import CommentPolicy
from qa.comments.states import CommentState
from tests.factories import QAPageFactory, comment_form, confirm_path, sheet_shown

GONE = 410
CONFIRM_PATH = re.compile(r"/comments/confirm/[^\s/]+/")


@pytest.fixture
def article(db):
    return QAPageFactory(comment_policy=CommentPolicy.OPEN)


@pytest.mark.parametrize(
    "age",
    [timedelta(minutes=-10), timedelta(hours=3), timedelta(days=5)],
    ids=["from a machine ahead of ours", "hours old", "days old"],
)
def test_a_form_is_taken_whatever_the_clock_of_the_machine_that_made_it(
    article, age: timedelta
) -> None:
    form = comment_form(sheet=sheet_shown(seconds_ago=age.total_seconds()))
    assert Client().post(f"{article.url}comment/", form).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC
    assert Receipt.objects.get().findings == []


@pytest.fixture
def unconfirmed(article) -> Receipt:
    Client().post(f"{article.url}comment/", comment_form(email="ada@example.org"))
    return Receipt.objects.get()


@pytest.mark.parametrize(
    "age",
    [timedelta(minutes=-10), timedelta(days=3, minutes=-1)],
    ids=["from a machine ahead of ours", "nearly three days old"],
)
def test_a_link_to_confirm_works_for_three_days(unconfirmed, age: timedelta) -> None:
    path = confirm_path(unconfirmed, ago=age)
    assert Client().get(path).status_code == 200
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_older_link_says_that_its_time_is_over(unconfirmed, method: str) -> None:
    path = confirm_path(unconfirmed, ago=timedelta(days=3, minutes=1))
    response = getattr(Client(), method)(path)
    assert response.status_code == GONE
    assert "have the mail sent again" in response.content.decode()
    assert Comment.objects.get().state == CommentState.UNCONFIRMED


def test_from_the_receipt_a_link_that_works_can_be_had(unconfirmed, deliver_mail) -> None:
    deliver_mail().clear()  # the first mail: unread until its link was too old
    response = Client().post(manage_path(unconfirmed, "resend"))
    assert response.status_code == 302
    [mail] = deliver_mail()
    [path] = set(CONFIRM_PATH.findall(mail.body))
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC


def test_the_mail_with_the_link_leads_to_the_receipt_as_well(unconfirmed, deliver_mail) -> None:
    [mail] = deliver_mail()
    assert manage_path(unconfirmed, by_owner=True) in mail.body
