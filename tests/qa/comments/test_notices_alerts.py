"""What those are told who look after comments, when somebody may be in danger."""

import pytest
from django.urls import reverse

from qa.comments import author, notices
from qa.comments.models import Comment, Receipt
from qa.notifications.letters import letters
from qa.notifications.queue import send_later
from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    grant,
)

from .test_notices import body_of, sent

pytestmark = pytest.mark.django_db


def desperate() -> Receipt:
    """Return the receipt of a comment that an edit has turned into a cry for help."""
    receipt = ReceiptFactory()
    author.edit(receipt=receipt, text="I want to die.", rules=CommentSettingsFactory())
    return receipt


def test_the_alert_addresses_are_all_told_of_a_crisis(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org\n\ntwo@example.org")
    receipt = desperate()
    messages = deliver_mail()
    assert [message.to for message in messages] == [["one@example.org"], ["two@example.org"]]
    assert f"comment {receipt.pk}" in messages[0].subject
    assert reverse("qa_desk:queue") in messages[0].body


def test_an_alert_does_not_carry_the_comment(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    desperate()
    assert "want to die" not in body_of(deliver_mail()[0])


def test_without_alert_addresses_contact_and_administrators_are_told(deliver_mail) -> None:
    UserFactory(admin=True, email="root@example.org")
    site = CommentSettingsFactory().site
    SiteSettings.objects.update_or_create(
        site=site, defaults={"contact_email": "hello@example.org"}
    )
    desperate()
    told = [message.to for message in deliver_mail()]
    assert told == [["hello@example.org"], ["root@example.org"]]


def test_where_nobody_can_be_told_the_log_says_so(deliver_mail, caplog) -> None:
    UserFactory(admin=True, email="")
    receipt = desperate()
    assert deliver_mail() == []
    assert f"Comment {receipt.pk} shows signs of a crisis" in caplog.text


def test_a_cry_for_help_that_was_withdrawn_is_not_told_any_more(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    author.withdraw(desperate())
    assert deliver_mail() == []


def test_an_address_struck_off_meanwhile_is_not_told(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org\ntwo@example.org")
    desperate()
    CommentSettingsFactory(alert_addresses="one@example.org")
    assert [message.to for message in deliver_mail()] == [["one@example.org"]]


def test_a_list_that_changes_before_the_mails_leave_confuses_nobody(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org\ntwo@example.org")
    desperate()
    CommentSettingsFactory(alert_addresses="zero@example.org\ntwo@example.org\none@example.org")
    told = sorted(message.to for message in deliver_mail())
    assert told == [["one@example.org"], ["two@example.org"]]


def test_an_alert_queued_by_its_place_in_the_list_still_goes(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org\ntwo@example.org")
    send_later("crisis_alert", comment_id=CommentFactory().pk, position=1)
    assert [message.to for message in deliver_mail()] == [["two@example.org"]]


def test_the_queue_holds_no_address_of_a_moderator() -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    desperate()
    assert "one@" not in str(letters().values_list("args_kwargs", flat=True))


def test_an_alert_overtakes_the_mail_that_waits(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    sent()
    desperate()
    assert [message.to for message in deliver_mail()] == [["one@example.org"], ["ada@example.org"]]


def test_an_alert_leads_to_the_comment(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="one@example.org")
    receipt = desperate()
    assert f"{reverse('qa_desk:queue')}?comment={receipt.pk}\n" in deliver_mail()[0].body


def test_an_alert_says_whether_the_comment_itself_or_a_reader_gave_it(deliver_mail) -> None:
    rules = CommentSettingsFactory(alert_addresses="one@example.org")
    desperate()
    notices.alert_moderators(CommentFactory(), rules, is_reported=True)
    by_itself, by_reader = deliver_mail()
    assert "It is held" in by_itself.body
    assert "A reader fears for somebody" in by_reader.body
    assert "It is held" not in body_of(by_reader)


APPROVE = "/comments/approve/"


def test_an_alert_to_a_moderator_holds_links_to_decide(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="mo@example.org\none@example.org")
    grant(UserFactory(email="mo@example.org"), "moderate_comment")
    desperate()
    to_moderator, to_somebody = deliver_mail()
    assert to_moderator.body.count(APPROVE) == 2
    assert APPROVE not in body_of(to_somebody)


def test_an_alert_to_the_moderator_of_another_section_leads_to_the_desk_only(deliver_mail) -> None:
    CommentSettingsFactory(alert_addresses="mo@example.org")
    grant(UserFactory(email="mo@example.org"), "moderate_comment", page=QAPageFactory())
    desperate()
    assert APPROVE not in body_of(deliver_mail()[0])


def test_the_links_of_an_alert_stand_for_what_they_say(deliver_mail, client) -> None:
    CommentSettingsFactory(alert_addresses="mo@example.org")
    grant(UserFactory(email="mo@example.org"), "moderate_comment")
    receipt = desperate()
    [message] = deliver_mail()
    links = [line.split()[-1] for line in message.body.splitlines() if APPROVE in line]
    assert "Publish this comment?" in client.get(links[0]).text
    assert "Reject this comment?" in client.get(links[1]).text
    client.post(links[1])
    assert Comment.objects.get(pk=receipt.pk).state == "rejected"


def test_an_alert_about_a_comment_that_readers_see_offers_to_keep_it(deliver_mail) -> None:
    rules = CommentSettingsFactory(alert_addresses="mo@example.org")
    grant(UserFactory(email="mo@example.org"), "moderate_comment")
    notices.alert_moderators(CommentFactory(), rules, is_reported=True)
    [message] = deliver_mail()
    assert "Keep it:" in message.body
    assert ">Keep it</a>" in body_of(message)
