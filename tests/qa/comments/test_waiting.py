"""The mail that tells moderators what waits for them."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected
from unittest.mock import patch

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qa.antispam.submission import Submission
from qa.comments import author, waiting
from qa.comments.models import Comment
from qa.comments.moderation import decide, undo
from qa.comments.policy import CommentPolicy
from qa.comments.posting import Entry, confirm, findings_of_text, submit
from qa.comments.services import set_state
from qa.notifications.letters import letters, waiting_for
from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    expert_user,
    grant,
)

from .test_notices import body_of

pytestmark = pytest.mark.django_db

WORDS = "Forty-two is what I wrote."
CRISIS = "I want to die."
APPROVE = "/comments/approve/"


@pytest.fixture
def rules():
    """Return the rules of a site that mails one address what waits."""
    return CommentSettingsFactory(
        alerts_of_waiting=True,
        alert_addresses="mo@example.org",
        comment_policy=CommentPolicy.HOLD_ALL,
    )


@pytest.fixture
def told(deliver_mail):
    """Return a function that gives the mails about what waits, once their time has come."""

    def tell() -> list:
        deliver_mail()
        sent = deliver_mail(at=timezone.now() + timedelta(minutes=6))
        return [mail for mail in sent if "for you" in mail.subject]

    return tell


def entry(**typed) -> Entry:
    return Entry(**{"text": WORDS, "name": "Zaphod", **typed})


def in_crisis(rules, **typed) -> Entry:
    return entry(
        text=CRISIS, findings=findings_of_text(Submission(text=CRISIS, name="Ada"), rules), **typed
    )


def numbers_in(mail) -> list[int]:
    found = Comment.objects.order_by("pk").values_list("pk", flat=True)
    return [pk for pk in found if f"?comment={pk}\n" in mail.body]


def test_a_comment_posted_to_wait_is_told(rules, told) -> None:
    comment = submit(page=QAPageFactory(), entry=entry(), rules=rules).comment
    [mail] = told()
    assert (mail.to, mail.subject) == (["mo@example.org"], "A comment waits for you")
    assert numbers_in(mail) == [comment.pk]


def test_a_confirmed_comment_that_waits_is_told(rules, told) -> None:
    receipt = submit(page=QAPageFactory(), entry=entry(email="ada@example.org"), rules=rules)
    assert told() == []
    confirm(receipt, rules)
    assert numbers_in(told()[0]) == [receipt.pk]


def test_a_change_that_waits_is_told(rules, told) -> None:
    receipt = ReceiptFactory()
    author.edit(receipt=receipt, text="It cost £20.", rules=rules)
    assert numbers_in(told()[0]) == [receipt.pk]


def test_an_experts_reply_that_waits_is_told(rules, told) -> None:
    asked = CommentFactory()
    reply = CommentFactory(reply_to=asked, expert=asked.page.specific.expert, state="pending")
    assert numbers_in(told()[0]) == [reply.pk]


@pytest.mark.parametrize("state", ["public", "unconfirmed", "spam"])
def test_what_does_not_wait_asks_for_no_mail(rules, state: str) -> None:
    CommentFactory(state=state)
    assert not letters().exists()


def test_no_mail_is_asked_for_unless_the_settings_say_so(rules) -> None:
    CommentSettingsFactory(alerts_of_waiting=False)
    CommentFactory(state="pending")
    assert not letters().exists()


@pytest.mark.parametrize("when", ["before it is noted", "before it leaves"])
def test_nobody_is_told_once_the_settings_say_no(rules, told, deliver_mail, when: str) -> None:
    CommentFactory(state="pending")
    if when == "before it leaves":
        deliver_mail()
    CommentSettingsFactory(alerts_of_waiting=False)
    assert told() == []


@pytest.mark.parametrize("when", ["before it is noted", "before it leaves"])
def test_what_was_decided_meanwhile_is_not_told(rules, told, deliver_mail, when: str) -> None:
    comment = CommentFactory(state="pending")
    if when == "before it leaves":
        deliver_mail()
    set_state(comment=comment, to="public")
    assert told() == []


def test_a_mail_does_not_carry_what_was_typed(rules, told) -> None:
    submit(page=QAPageFactory(), entry=entry(email=""), rules=rules)
    [mail] = told()
    assert WORDS not in body_of(mail)
    assert "Zaphod" not in body_of(mail)


def test_a_crisis_is_told_by_its_own_mail_only(rules, told, deliver_mail) -> None:
    submit(page=QAPageFactory(), entry=in_crisis(rules), rules=rules)
    assert told() == []
    assert [mail.subject[:8] for mail in deliver_mail()] == ["Somebody"]


def test_a_change_into_a_crisis_is_told_by_its_own_mail_only(rules, told, deliver_mail) -> None:
    author.edit(receipt=ReceiptFactory(), text=CRISIS, rules=rules)
    assert told() == []
    assert len(deliver_mail()) == 1


def test_a_crisis_is_not_in_the_mail_about_others(rules, told) -> None:
    submit(page=QAPageFactory(), entry=in_crisis(rules), rules=rules)
    other = CommentFactory(state="pending")
    assert numbers_in(told()[0]) == [other.pk]


def test_many_comments_give_one_mail_that_says_how_many(rules, told) -> None:
    page = QAPageFactory()
    comments = [CommentFactory(page=page, state="pending") for _ in range(25)]
    [mail] = told()
    assert mail.subject == "25 comments wait for you"
    assert numbers_in(mail) == [comment.pk for comment in comments[-10:]]
    assert "And 15 more." in mail.body
    assert f"{reverse('qa_desk:queue')}\n" in mail.body


def test_nobody_gets_more_than_twenty_mails_an_hour(rules, deliver_mail) -> None:
    page, start = QAPageFactory(), timezone.now()
    for minute in range(0, 60, 2):
        with patch("django.utils.timezone.now", return_value=start + timedelta(minutes=minute)):
            CommentFactory(page=page, state="pending")
            deliver_mail()
    with patch("django.utils.timezone.now", return_value=start + timedelta(hours=1)):
        assert 5 <= len(deliver_mail()) <= 20


def test_what_comes_while_a_mail_waits_is_in_it(rules, told, deliver_mail) -> None:
    first = CommentFactory(state="pending")
    deliver_mail()
    second = CommentFactory(state="pending")
    assert [numbers_in(mail) for mail in told()] == [[first.pk, second.pk]]


def test_what_comes_after_a_mail_gets_the_next_one(rules, told) -> None:
    CommentFactory(state="pending")
    told()
    late = CommentFactory(state="pending")
    assert late.pk in numbers_in(told()[1])


def test_a_mail_that_failed_is_tried_again_and_tells_what_waits_then(
    rules, told, deliver_mail
) -> None:
    CommentFactory(state="pending")
    deliver_mail()
    with patch.object(EmailBackend, "send_messages", side_effect=SMTPServerDisconnected):
        assert told() == []
    late = CommentFactory(state="pending")
    [mail] = told()
    assert late.pk in numbers_in(mail)


def test_a_page_that_is_deleted_takes_no_other_comment_along(rules, told, deliver_mail) -> None:
    first, other = CommentFactory(state="pending"), CommentFactory(state="pending")
    deliver_mail()
    first.page.delete()
    assert numbers_in(told()[0]) == [other.pk]


def test_a_mail_to_a_moderator_holds_links_to_decide(rules, told) -> None:
    grant(UserFactory(email="MO@example.org"), "moderate_comment")
    CommentFactory(state="pending")
    [mail] = told()
    assert mail.body.count(APPROVE) == 2
    assert "do not pass this mail on" in " ".join(mail.body.split())


def test_each_link_takes_the_decision_it_names(rules, told, client) -> None:
    grant(UserFactory(email="mo@example.org"), "moderate_comment")
    comment = CommentFactory(state="pending")
    publish, _reject = [line for line in told()[0].body.splitlines() if APPROVE in line]
    client.post(publish.split()[-1])
    assert Comment.objects.get(pk=comment.pk).state == "public"


def test_a_mail_to_who_is_no_moderator_leads_to_the_desk_only(rules, told) -> None:
    expert = expert_user()
    expert.email = "mo@example.org"
    expert.save()
    CommentFactory(state="pending")
    [mail] = told()
    assert APPROVE not in body_of(mail)
    assert reverse("qa_desk:queue") in mail.body
    assert "do not pass" not in mail.body


def test_links_are_only_for_the_section_that_somebody_moderates(rules, told) -> None:
    mine, other = CommentFactory(state="pending"), CommentFactory(state="pending")
    grant(UserFactory(email="mo@example.org"), "moderate_comment", page=mine.page)
    [mail] = told()
    assert numbers_in(mail) == [mine.pk, other.pk]
    assert mail.body.count(APPROVE) == 2


def test_without_alert_addresses_all_are_told_of_what_they_look_after(told) -> None:
    site = CommentSettingsFactory(alerts_of_waiting=True).site
    SiteSettings.objects.update_or_create(
        site=site, defaults={"contact_email": "hello@example.org"}
    )
    mine, other = CommentFactory(state="pending"), CommentFactory(state="pending")
    grant(UserFactory(email="mo@example.org"), "moderate_comment", page=mine.page)
    UserFactory(admin=True, email="root@example.org")
    found = {mail.to[0]: numbers_in(mail) for mail in told()}
    both = [mine.pk, other.pk]
    assert found == {
        "hello@example.org": both,
        "mo@example.org": [mine.pk],
        "root@example.org": both,
    }


def test_who_has_left_meanwhile_is_not_told(told, deliver_mail) -> None:
    CommentSettingsFactory(alerts_of_waiting=True)
    user = UserFactory(admin=True, email="root@example.org")
    CommentFactory(state="pending")
    deliver_mail()
    user.is_active = False
    user.save()
    assert told() == []


def test_the_queue_holds_no_address(rules, deliver_mail) -> None:
    CommentFactory(state="pending")
    deliver_mail()
    assert len(waiting_for("comments_waiting")) == 1
    assert "mo@" not in str(waiting_for("comments_waiting"))


def test_a_mail_asks_the_database_no_more_for_ten_comments_than_for_one(
    rules, deliver_mail
) -> None:
    grant(UserFactory(email="mo@example.org"), "moderate_comment")
    queries = []
    for number in (1, 9):
        for _ in range(number):
            CommentFactory(state="pending")
        deliver_mail()
        [ids] = waiting_for("comments_waiting")
        waiting.waiting_letter(**ids)  # what is only read once
        with CaptureQueriesContext(connection) as captured:
            assert waiting.waiting_letter(**ids)
        queries.append(len(captured))
    assert queries[0] == queries[1]


def test_a_decision_that_was_undone_is_in_the_next_mail(rules, told) -> None:
    moderator = UserFactory(admin=True)
    comment = CommentFactory(state="pending")
    entry_id = decide(comment=comment, version=0, to="public", by=moderator).pk
    undo(comment=comment, entry_id=entry_id, by=moderator)
    assert numbers_in(told()[0]) == [comment.pk]
