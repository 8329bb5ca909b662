"""With the cache down readers go on reading and posting, and what limits abuse goes on too."""

import re

import pytest
from django.test import Client

from qa.antispam import challenge
from qa.comments import limits, mailboxes
from qa.comments.models import Comment, Report, SameQuestion
from qa.comments.policy import CommentPolicy
from qa.comments.states import CommentState
from site_core import cache as survival
from site_core.settings import caches as configuration
from tests.factories import CommentFactory, QAPageFactory, comment_form
from tests.qa.notifications.samples import dead_port

CONFIRM_PATH = re.compile(r"/comments/confirm/[^\s/]+/")


@pytest.fixture(autouse=True, params=["redis", "files"])
def _dead_cache(request, settings, tmp_path, monkeypatch) -> None:
    """The caches as they are configured, but with nothing there, or a file in their place."""
    monkeypatch.setattr(survival, "outages", survival.Outages())
    (tmp_path / "cache").write_text("No folder.")
    address = f"redis://127.0.0.1:{dead_port()}/0" if request.param == "redis" else ""
    monkeypatch.setattr(configuration, "REDIS_URL", address)
    monkeypatch.setattr(configuration, "VAR_DIR", tmp_path)
    settings.CACHES = {name: configuration._cache(name) for name in configuration.CACHES}


@pytest.fixture
def article(db):
    return QAPageFactory(comment_policy=CommentPolicy.OPEN)


def post(article, **typed):
    return Client().post(f"{article.url}comment/", comment_form(**typed))


def test_the_article_and_its_discussion_are_read(article) -> None:
    CommentFactory(page=article, text="It went away with rest.")
    response = Client().get(article.url)
    assert response.status_code == 200
    assert "It went away with rest." in response.content.decode()


def test_the_form_is_shown(article) -> None:
    assert Client().get(f"{article.url}comment/").status_code == 200


def test_a_comment_is_posted_and_its_receipt_opens(article) -> None:
    response = post(article)
    assert response.status_code == 302
    assert Client().get(response.url).status_code == 200
    assert Comment.objects.get().state == CommentState.PUBLIC


def test_a_comment_is_confirmed(article, deliver_mail) -> None:
    post(article, email="ada@example.org")
    [path] = set(CONFIRM_PATH.findall(deliver_mail()[0].body))
    assert Client().get(path).status_code == 200
    assert Client().post(path).status_code == 302
    assert Comment.objects.get().state == CommentState.PUBLIC


@pytest.mark.parametrize("what", ["edit", "withdraw", "erase", "data"])
def test_its_author_looks_after_a_comment(article, what: str) -> None:
    assert Client().get(f"{post(article).url}{what}/").status_code == 200


def test_a_comment_is_reported(article) -> None:
    reported = CommentFactory(page=article)
    address = f"{article.url}comments/c{reported.pk}/report/"
    assert Client().post(address, {"reason": "spam"}).status_code == 200
    assert Report.objects.get().comment == reported


def test_a_reader_has_the_same_question(article) -> None:
    assert Client().post(f"{article.url}same-question/").status_code == 200
    assert SameQuestion.objects.count() == 1


def test_many_comments_in_a_short_time_still_ask_for_a_challenge(article) -> None:
    for _time in range(limits.QUICK):
        assert post(article).status_code == 302
    assert post(article).status_code == 422


def test_too_many_comments_from_a_network_are_still_refused(article, monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 1)
    post(article)
    assert post(article).status_code == 429


def test_too_many_mails_to_one_address_are_still_refused(article) -> None:
    for _time in range(mailboxes.IN_AN_HOUR):
        assert post(article, email="ada@example.org").status_code == 302
    assert post(article, email="ada@example.org").status_code == 429


def test_the_same_comment_is_still_refused(article) -> None:
    post(article, text="Rest helped.")
    assert post(article, text="Rest helped.").status_code == 422


def test_too_many_reports_from_a_network_are_still_refused(article, monkeypatch) -> None:
    monkeypatch.setattr(limits, "RESPONSES", 1)
    address = f"{article.url}comments/c{CommentFactory(page=article).pk}/report/"
    assert Client().post(address, {"reason": "spam"}).status_code == 200
    assert Client().post(address, {"reason": "spam"}).status_code == 429


def test_a_challenge_can_be_solved_and_then_counts_more_than_once(monkeypatch) -> None:
    monkeypatch.setattr(challenge, "new_riddle", lambda: ("What is white and falls?", "snow"))
    token = challenge.new_challenge().token
    assert challenge.is_solved(token=token, answer="snow")
    assert challenge.is_solved(token=token, answer="snow")
    assert not challenge.is_solved(token=token, answer="rain")


def test_no_more_than_three_mails_ask_to_confirm_a_comment(article, deliver_mail) -> None:
    path = f"{post(article, email='ada@example.org').url}resend/"
    assert [Client().post(path).status_code for _time in range(4)] == [302, 302, 429, 429]
    assert len(deliver_mail()) == 3


def test_no_more_than_five_mails_an_hour_ask_one_address_however_it_is_done(
    article, deliver_mail
) -> None:
    for _comment in range(2):
        path = f"{post(article, email='ada@example.org').url}resend/"
        for _time in range(20):
            Client().post(path)
    assert post(article, email="ada@example.org").status_code == 429
    assert len(deliver_mail()) == mailboxes.IN_AN_HOUR
