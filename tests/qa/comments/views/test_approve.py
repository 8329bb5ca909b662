"""The links in moderators' mails that stand for one decision on one comment."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from qa.antispam.verdicts import Finding, Verdict
from qa.comments import links, throttle
from qa.comments.author import withdraw
from qa.comments.models import Comment, Report
from qa.comments.moderation import decide, last_decision
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    approve_path,
    grant,
)
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db

DECISIONS = ["public", "rejected"]
HELD = Finding("prices", Verdict.HOLD, "It names a price.").as_json()


@pytest.fixture
def moderator():
    """Return a moderator of everything, who is not logged in."""
    user = UserFactory(first_name="Mo", last_name="Derator", email="mo@example.org")
    return grant(user, "moderate_comment")


@pytest.fixture
def comment() -> Comment:
    """Return a comment that waits, from somebody who gave an address."""
    return ReceiptFactory(
        confirmed=True,
        email="ada@example.org",
        findings=[HELD],
        comment__name="Zaphod",
        comment__text="Forty-two.",
        comment__state="pending",
        comment__network_address="192.0.2.77",
    ).comment


def now(comment: Comment) -> dict:
    return Comment.objects.values().get(pk=comment.pk)


def state_of(comment: Comment) -> str:
    return now(comment)["state"]


def path_to(comment: Comment, user, to: str = "public") -> str:
    return links.approve_path(Comment.objects.get(pk=comment.pk), user=user, to=to)


@pytest.mark.parametrize("to", DECISIONS)
def test_the_button_takes_the_decision(client, comment, moderator, to: str) -> None:
    assert client.post(path_to(comment, moderator, to)).status_code == 200
    assert state_of(comment) == to


def test_the_log_says_who_decided_and_that_it_was_by_a_link(client, comment, moderator) -> None:
    client.post(path_to(comment, moderator))
    entry = last_decision(comment)
    assert (entry.user, entry.data["via"]) == (moderator, "mail link")


def test_after_the_decision_the_page_says_what_is_and_leads_to_the_desk(
    client, comment, moderator
) -> None:
    shown = soup_of(client.post(path_to(comment, moderator, "rejected")))
    assert "The comment is now: Rejected." in shown.select_one("[role=status]").text
    desk = f"{reverse('qa_desk:queue')}?comment={comment.pk}"
    assert shown.select_one("main a.button")["href"] == desk


@pytest.mark.parametrize("to", DECISIONS)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_opening_the_link_changes_nothing(client, comment, moderator, method: str, to: str) -> None:
    before = now(comment)
    assert getattr(client, method)(path_to(comment, moderator, to)).status_code == 200
    assert now(comment) == before
    assert last_decision(comment) is None


def test_a_browser_that_fetches_ahead_changes_nothing(client, comment, moderator) -> None:
    before = now(comment)
    client.get(path_to(comment, moderator), headers={"Sec-Purpose": "prefetch"})
    assert now(comment) == before


@pytest.mark.parametrize("to", DECISIONS)
def test_the_page_shows_the_comment_and_one_button(client, comment, moderator, to: str) -> None:
    shown = soup_of(client.get(path_to(comment, moderator, to)))
    main = shown.select_one("main")
    for words in ("Zaphod", "Forty-two.", comment.page.title, "It names a price."):
        assert words in main.text
    assert len(main.select("button")) == 1


def test_the_page_shows_what_the_comment_answers(client, moderator) -> None:
    asked = CommentFactory(name="Trillian", text="What is the answer?")
    reply = CommentFactory(reply_to=asked, state="pending")
    shown = soup_of(client.get(path_to(reply, moderator))).select_one("main .quoted").text
    assert "Trillian" in shown
    assert "What is the answer?" in shown


def test_the_page_shows_what_readers_report(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="spam", detail="Sells towels.")
    assert "Sells towels." in client.get(path_to(comment, moderator)).text


@pytest.mark.parametrize("to", DECISIONS)
def test_no_page_shows_personal_data(client, comment, moderator, to: str) -> None:
    path = path_to(comment, moderator, to)
    for response in (client.get(path), client.post(path), client.get(path)):
        assert "ada@example.org" not in response.text
        assert "192.0.2.77" not in response.text


def test_a_rejected_author_is_told_the_chosen_reason(client, comment, moderator) -> None:
    rules = CommentSettingsFactory(rejection_reasons="It names a clinic.")
    client.post(path_to(comment, moderator, "rejected"), {"canned": rules.rejection_reasons})
    assert last_decision(comment).data["reason"] == "It names a clinic."


def test_own_words_take_the_place_of_the_chosen_reason(client, comment, moderator) -> None:
    CommentSettingsFactory(rejection_reasons="It names a clinic.")
    typed = {"canned": "It names a clinic.", "reason": "Please leave the name out."}
    client.post(path_to(comment, moderator, "rejected"), typed)
    assert last_decision(comment).data["reason"] == "Please leave the name out."


def test_a_reason_that_is_too_long_is_given_back(client, comment, moderator) -> None:
    response = client.post(path_to(comment, moderator, "rejected"), {"reason": "x" * 301})
    assert response.status_code == 422
    assert "x" * 301 in response.text
    assert state_of(comment) == "pending"


@pytest.mark.parametrize(("quietly", "mails"), [({}, 1), ({"quietly": "on"}, 0)])
def test_the_author_hears_of_it_unless_the_moderator_says_no(
    client, comment, moderator, deliver_mail, quietly: dict, mails: int
) -> None:
    client.post(path_to(comment, moderator, "rejected"), quietly)
    later = comment.posted_at + timedelta(minutes=1)
    assert len(deliver_mail(at=later)) == mails


def test_a_link_to_publish_rejects_nothing_whatever_is_sent(client, comment, moderator) -> None:
    client.post(path_to(comment, moderator), {"to": "rejected", "reason": "No."})
    assert state_of(comment) == "public"


def test_the_link_works_once(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    client.post(path)
    before = now(comment)
    assert client.post(path).status_code == 409
    assert now(comment) == before


def test_one_decision_ends_the_link_to_the_other(client, comment, moderator) -> None:
    publish, reject = (path_to(comment, moderator, to) for to in DECISIONS)
    client.post(publish)
    assert client.post(reject).status_code == 409
    assert state_of(comment) == "public"


def test_keeping_a_reported_comment_ends_the_link_to_reject_it(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="crisis")
    keep, reject = (path_to(comment, moderator, to) for to in DECISIONS)
    assert "Keep this comment?" in client.get(keep).text
    client.post(keep)
    client.post(reject)
    assert state_of(comment) == "public"
    assert last_decision(comment).data["via"] == "mail link"


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_comes_late_is_told_who_decided_what(client, comment, moderator, method: str) -> None:
    path = path_to(comment, UserFactory(admin=True))
    decide(comment=comment, version=comment.version, to="rejected", by=moderator)
    response = getattr(client, method)(path)
    assert response.status_code == 409
    words = "Mo Derator decided on this comment meanwhile. It is now: Rejected."
    assert words in soup_of(response).text


def test_nobody_publishes_what_its_author_has_changed_since(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    Comment.objects.update(version=1)  # as its author's change does
    response = client.post(path)
    assert "the comment has changed meanwhile" in response.text
    assert state_of(comment) == "pending"


def test_what_its_author_withdrew_stays_withdrawn(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    withdraw(comment.receipt)
    assert client.post(path).status_code == 409
    assert state_of(comment) == "withdrawn"


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_link_decides_and_shows_nothing(client, comment, moderator, method: str) -> None:
    path = approve_path(comment, moderator, "public", ago=timedelta(days=7, minutes=1))
    response = getattr(client, method)(path)
    assert response.status_code == 410
    assert reverse("qa_desk:queue") in response.text
    assert "Forty-two." not in response.text
    assert state_of(comment) == "pending"


def test_a_link_works_for_seven_days(client, comment, moderator) -> None:
    path = approve_path(comment, moderator, "public", ago=timedelta(days=7) - timedelta(minutes=1))
    client.post(path)
    assert state_of(comment) == "public"


def lose_group(user) -> None:
    user.groups.clear()


def leave(user) -> None:
    user.is_active = False
    user.save()


def move_to_another_section(user) -> None:
    user.groups.clear()
    grant(user, "moderate_comment", page=QAPageFactory())


@pytest.mark.parametrize("lose", [lose_group, leave, move_to_another_section])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_no_longer_moderate_the_page_is_refused(
    client, comment, moderator, lose, method: str
) -> None:
    path = path_to(comment, moderator)
    lose(moderator)
    response = getattr(client, method)(path)
    assert response.status_code == 403
    assert "Forty-two." not in response.text
    assert state_of(comment) == "pending"


def test_an_administrator_who_has_left_is_refused(client, comment) -> None:
    path = path_to(comment, UserFactory(admin=True, is_active=False))
    assert client.post(path).status_code == 403


def test_the_rights_of_whoever_is_logged_in_do_not_count(client, comment) -> None:
    client.force_login(UserFactory(admin=True))
    assert client.post(path_to(comment, UserFactory())).status_code == 403


def test_a_link_ends_when_its_moderator_has_another_address(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    moderator.email = "other@example.org"
    moderator.save()
    assert client.post(path).status_code == 404
    assert state_of(comment) == "pending"


def test_a_link_ends_with_its_moderators_account(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    moderator.delete()
    assert client.post(path).status_code == 404


def test_a_link_ends_with_its_comment(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    comment.page.delete()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("place", [0, 10, -1])
def test_a_link_with_one_sign_changed_is_not_found(client, comment, moderator, place: int) -> None:
    path = path_to(comment, moderator)
    token = path.split("/")[-2]
    place %= len(token)
    other = "A" if token[place] != "A" else "B"
    tampered = token[:place] + other + token[place + 1 :]
    assert client.post(path.replace(token, tampered)).status_code == 404
    assert state_of(comment) == "pending"


def test_the_button_needs_the_token_of_its_page(comment, moderator) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(path_to(comment, moderator)).status_code == 403
    assert state_of(comment) == "pending"


def test_nobody_keeps_lists_or_passes_on_any_of_the_pages(client, comment, moderator) -> None:
    path = path_to(comment, moderator)
    old = approve_path(comment, moderator, "public", ago=timedelta(days=8))
    for response in (client.get(path), client.get(old), client.post(path), client.get(path)):
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "strict-origin"
        assert soup_of(response).select_one("meta[name=robots]")["content"] == "noindex, nofollow"


def test_one_network_cannot_try_links_without_end(client, monkeypatch) -> None:
    monkeypatch.setitem(throttle.RATES, "manage", "2/min")
    statuses = [client.get("/comments/approve/x/").status_code for _ in range(3)]
    assert statuses == [404, 404, 429]
