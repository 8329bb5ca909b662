"""The link at the end of a follower's mail."""

import pytest
from django.test import Client
from django.utils import timezone

from qa.comments.links import follow_path
from qa.comments.models import Following
from tests.factories import CommentFactory, FollowingFactory
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def following() -> Following:
    return FollowingFactory(root=CommentFactory(), email="ada@example.org")


def is_stopped() -> bool:
    return Following.objects.get().stopped_at is not None


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_stops_nothing(client, following, method: str) -> None:
    assert getattr(client, method)(follow_path(following)).status_code == 200
    assert not is_stopped()


def test_the_page_says_what_is_followed(client, following) -> None:
    whole = FollowingFactory()
    assert "replies in one conversation" in client.get(follow_path(following)).text
    assert "every new comment on this page" in client.get(follow_path(whole)).text


def test_the_page_shows_the_address_to_nobody(client, following) -> None:
    assert "ada@example.org" not in client.get(follow_path(following)).text


def test_a_mail_program_stops_the_mails_with_one_click(following) -> None:
    program = Client(enforce_csrf_checks=True)
    response = program.post(follow_path(following), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert is_stopped()


def test_the_button_stops_the_mails_and_the_page_says_so(client, following) -> None:
    button = soup_of(client.get(follow_path(following))).select_one("main form button")
    response = client.post(follow_path(following), {button["name"]: button["value"]})
    assert "Stopped." in soup_of(response).select_one("[role=status]").text
    assert is_stopped()


def test_the_mails_can_be_started_again_on_the_same_page(client, following) -> None:
    stopped = client.post(follow_path(following))
    button = soup_of(stopped).select_one("main form button")
    client.post(follow_path(following), {button["name"]: button["value"]})
    assert not is_stopped()


def test_stopping_drops_the_mail_that_waits(client, following) -> None:
    Following.objects.update(due_at=timezone.now())
    client.post(follow_path(following))
    assert Following.objects.get().due_at is None


def test_one_link_stops_nobody_elses_mails(client, following) -> None:
    somebody = FollowingFactory(root=following.root)
    client.post(follow_path(following))
    somebody.refresh_from_db()
    assert somebody.stopped_at is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_made_up_link_is_not_found(client, method: str) -> None:
    assert getattr(client, method)("/comments/follow/x/").status_code == 404


def test_no_cache_keeps_the_page(client, following) -> None:
    assert client.get(follow_path(following))["Cache-Control"] == "no-store, private"
