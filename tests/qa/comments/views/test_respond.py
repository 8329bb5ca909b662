"""Reports of comments, and "I have this question too"."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from qa.comments import limits
from qa.comments.models import Report, SameQuestion
from qa.comments.services import set_state
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
)
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db

NOT_PUBLIC = ["unconfirmed", "pending", "rejected", "spam", "removed", "withdrawn"]


def report_address(comment) -> str:
    return f"{comment.page.url}comments/c{comment.pk}/report/"


def reported(client, comment, **fields):
    return client.post(report_address(comment), {"reason": "harmful", "detail": "", **fields})


def test_the_form_shows_what_is_reported(client) -> None:
    comment = CommentFactory(name="Zaphod", text="Forty-two.")
    quoted = soup_of(client.get(report_address(comment))).select_one("blockquote")
    assert "Zaphod wrote" in quoted.text
    assert "Forty-two." in quoted.text


def test_opening_the_form_reports_nothing(client) -> None:
    client.get(report_address(CommentFactory()))
    assert not Report.objects.exists()


def test_a_report_is_stored_as_it_was_sent(client) -> None:
    comment = CommentFactory()
    response = reported(client, comment, reason="personal", detail="It names\r\nmy clinic.")
    assert "The moderators will look at it." in response.text
    report = Report.objects.get()
    assert (report.comment, report.reason) == (comment, "personal")
    assert report.detail == "It names\nmy clinic."
    assert report.handled_at is None


def test_a_report_keeps_a_key_of_the_network_and_no_address(client) -> None:
    reported(client, CommentFactory())
    assert Report.objects.get().network_key == limits.network_key("127.0.0.1")


def test_a_reported_comment_stays_as_it_is_until_somebody_looks(client) -> None:
    comment = CommentFactory()
    reported(client, comment)
    comment.refresh_from_db()
    assert comment.state == "public"


def test_a_report_that_somebody_is_in_danger_alerts_the_moderators(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    comment = CommentFactory()
    reported(client, comment, reason="crisis", detail="She wrote to me.")
    (message,) = deliver_mail()
    assert message.to == ["one@example.org"]
    assert f"?comment={comment.pk}" in message.body
    assert "She wrote to me." not in message.body


def test_moderators_are_alerted_again_only_once_they_have_looked(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    comment = CommentFactory()
    reported(client, comment, reason="crisis")
    reported(client, comment, reason="crisis")
    assert len(deliver_mail()) == 1
    Report.objects.update(handled_at=timezone.now())
    reported(client, comment, reason="crisis")
    assert len(deliver_mail()) == 2


def test_other_reports_alert_nobody(client, deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    reported(client, CommentFactory(), reason="harmful")
    assert deliver_mail() == []


def test_a_report_without_a_reason_comes_back_with_what_was_typed(client) -> None:
    response = reported(client, CommentFactory(), reason="", detail="Many words.")
    assert response.status_code == 422
    page = soup_of(response)
    assert page.select_one("textarea").text.strip() == "Many words."
    assert "Choose what is wrong" in page.select_one(".errors[role=alert]").text
    assert not Report.objects.exists()


def test_the_error_of_a_report_leads_to_the_reasons(client) -> None:
    page = soup_of(reported(client, CommentFactory(), reason=""))
    link = page.select_one(".errors a")
    assert page.select_one(link["href"])["name"] == "reason"
    group = page.select_one("fieldset")
    assert "Choose what is wrong" in page.find(id=group["aria-describedby"]).text


def test_a_report_needs_the_token_of_its_page() -> None:
    client = Client(enforce_csrf_checks=True)
    assert reported(client, CommentFactory()).status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("state", NOT_PUBLIC)
def test_a_comment_that_is_not_public_cannot_be_reported(client, state: str) -> None:
    comment = CommentFactory(state=state)
    assert client.get(report_address(comment)).status_code == 404
    assert reported(client, comment).status_code == 404
    assert not Report.objects.exists()


def test_a_comment_below_a_hidden_one_cannot_be_reported(client) -> None:
    below = CommentFactory(reply_to=CommentFactory())
    set_state(comment=below.reply_to, to="spam")
    assert reported(client, below).status_code == 404


def test_a_comment_cannot_be_reported_from_another_page(client) -> None:
    address = f"{QAPageFactory().url}comments/c{CommentFactory().pk}/report/"
    assert client.post(address, {"reason": "spam"}).status_code == 404


def test_the_reply_of_an_expert_can_be_reported_like_any_other(client) -> None:
    expert = ExpertPageFactory(title="Dr Jane Olsen")
    reply = CommentFactory(reply_to=CommentFactory(), expert=expert)
    assert "Dr Jane Olsen wrote" in client.get(report_address(reply)).text
    assert reported(client, reply).status_code == 200


def test_a_closed_discussion_can_still_be_reported(client) -> None:
    comment = CommentFactory(page=QAPageFactory(locked=True))
    assert reported(client, comment).status_code == 200


def same_question(client, page, method: str = "post"):
    return getattr(client, method)(f"{page.url}same-question/")


def test_opening_the_page_counts_nobody_and_sets_no_cookie(client) -> None:
    response = same_question(client, QAPageFactory(), "get")
    assert "reader" not in response.cookies
    assert not SameQuestion.objects.exists()


def test_pressing_the_button_counts_a_reader(client) -> None:
    page = QAPageFactory()
    response = same_question(client, page)
    assert "we have counted you" in response.text
    assert "1 reader said" in response.text
    said = SameQuestion.objects.get()
    assert (said.page_id, str(said.browser)) == (page.pk, response.cookies["reader"].value)
    assert said.network_key == limits.network_key("127.0.0.1")


def test_one_browser_counts_once_a_page(client) -> None:
    page = QAPageFactory()
    same_question(client, page)
    assert "1 reader said" in same_question(client, page).text


def test_one_browser_may_have_several_questions(client) -> None:
    for _ in range(2):
        same_question(client, QAPageFactory())
    assert SameQuestion.objects.count() == 2
    assert len(set(SameQuestion.objects.values_list("browser", flat=True))) == 1


def test_another_browser_is_another_reader() -> None:
    page = QAPageFactory()
    for _ in range(2):
        response = same_question(Client(), page)
    assert "2 readers said" in response.text


def test_a_browser_that_said_so_is_thanked_when_it_comes_back(client) -> None:
    page = QAPageFactory()
    same_question(client, page)
    assert not soup_of(same_question(client, page, "get")).select("main form")
    assert soup_of(same_question(client, QAPageFactory(), "get")).select("main form")


@pytest.mark.parametrize("value", ["", "x", "0" * 31, "z" * 32])
def test_a_cookie_of_somebody_elses_making_gives_a_new_one(client, value: str) -> None:
    client.cookies["reader"] = value
    assert UUID(same_question(client, QAPageFactory()).cookies["reader"].value).version == 4


@pytest.mark.parametrize("https", [True, False])
def test_the_cookie_is_for_no_script_and_no_other_site(client, settings, https: bool) -> None:
    settings.SESSION_COOKIE_SECURE = https
    cookie = same_question(client, QAPageFactory()).cookies["reader"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert bool(cookie["secure"]) is https
    assert cookie["max-age"] == 2 * 365 * 24 * 60 * 60


def test_the_button_needs_the_token_of_its_page() -> None:
    page = QAPageFactory()
    assert same_question(Client(enforce_csrf_checks=True), page).status_code == 403
    assert not SameQuestion.objects.exists()


def test_readers_are_counted_on_the_article_itself(client) -> None:
    page = QAPageFactory()
    for _ in range(3):
        SameQuestion.objects.create(page=page, browser=uuid4())
    SameQuestion.objects.create(page=QAPageFactory(), browser=uuid4())
    count = soup_of(client.get(page.url)).select_one(".question__same .count")
    assert count.text == "3 readers"


def test_the_article_counts_nobody_where_nobody_is(client) -> None:
    html = soup_of(client.get(QAPageFactory().url))
    assert html.select_one(".question__same a")
    assert not html.select(".question__same .count")


@pytest.mark.parametrize("what", ["report", "same question"])
def test_a_network_that_answers_very_often_has_to_wait(client, monkeypatch, what: str) -> None:
    monkeypatch.setattr(limits, "RESPONSES", 1)
    comment = CommentFactory()

    def send():
        return (
            reported(client, comment) if what == "report" else same_question(client, comment.page)
        )

    first, second = send(), send()
    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second["Retry-After"]) > 0
    assert Report.objects.count() + SameQuestion.objects.count() == 1


def test_reading_the_forms_is_not_limited(client, monkeypatch) -> None:
    monkeypatch.setattr(limits, "RESPONSES", 1)
    page = QAPageFactory()
    assert {same_question(client, page, "get").status_code for _ in range(3)} == {200}


def test_no_cache_keeps_these_pages(client) -> None:
    comment = CommentFactory()
    responses = [client.get(report_address(comment)), same_question(client, comment.page, "get")]
    assert {response["Cache-Control"] for response in responses} == {"no-store, private"}
