"""What the buttons of a card do, and for whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.models import Comment, HeldAuthor, Report
from qa.comments.services import set_state
from tests.factories import CommentFactory, QAPageFactory, ReceiptFactory, UserFactory, grant

pytestmark = pytest.mark.django_db

BUTTONS = ["decide", "undo", "redact", "hold_author"]


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(first_name="Mo", last_name="Derator"), "moderate_comment")
    client.force_login(user)
    return user


def press(client, button: str, comment: Comment, **fields):
    current = Comment.objects.get(pk=comment.pk)
    sent = {"version": current.version, **fields}
    return client.post(reverse(f"qa_desk:{button}", args=[comment.pk]), sent, follow=True)


def state_of(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ("pending", "public"),
        ("pending", "rejected"),
        ("pending", "spam"),
        ("spam", "public"),
        ("public", "removed"),
        ("rejected", "public"),
    ],
)
def test_a_button_moves_a_comment(client, moderator, before: str, to: str) -> None:
    comment = CommentFactory(state=before)
    press(client, "decide", comment, to=to)
    assert state_of(comment) == to


def test_a_decision_is_logged_with_who_and_why(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    press(client, "decide", comment, to="rejected", reason="It names a clinic.")
    entry = moderation.last_decision(comment)
    assert (entry.user, entry.data["reason"]) == (moderator, "It names a clinic.")


def test_a_rejected_author_reads_the_reason_by_mail(client, moderator, deliver_mail) -> None:
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    press(client, "decide", comment, to="rejected", reason="It names a clinic.")
    [mail] = deliver_mail(at=timezone.now() + timedelta(minutes=1))
    assert "It names a clinic." in mail.body


def test_an_author_can_be_left_in_peace(client, moderator, deliver_mail) -> None:
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    press(client, "decide", comment, to="rejected", quietly="on")
    assert deliver_mail(at=timezone.now() + timedelta(minutes=1)) == []


def test_keeping_a_reported_comment_closes_its_reports(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="spam")
    press(client, "decide", comment, to="public")
    assert state_of(comment) == "public"
    assert not Report.objects.filter(handled_at=None).exists()


def test_the_second_moderator_is_told_that_the_first_was_faster(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    set_state(comment=comment, to="spam", by=UserFactory(first_name="Bea", last_name="Fast"))
    response = press(client, "decide", comment, to="public", version=comment.version)
    assert "Bea Fast decided on this comment meanwhile" in response.text
    assert state_of(comment) == "spam"


def test_closing_reports_is_a_decision_that_others_are_told_of(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="spam")
    other = UserFactory(username="trillian")
    moderation.decide(comment=comment, version=0, to="public", by=other)
    response = press(client, "decide", comment, to="rejected", version=0)
    assert "trillian decided on this comment meanwhile" in response.text
    assert state_of(comment) == "public"


def test_who_decided_before_it_was_looked_at_is_not_blamed_for_a_change(client, moderator) -> None:
    comment = set_state(comment=CommentFactory(state="spam"), to="public", by=UserFactory())
    Comment.objects.filter(pk=comment.pk).update(version=2)  # as a report does
    response = press(client, "decide", comment, to="removed", version=1)
    assert "the comment has changed meanwhile" in response.text


def test_reports_closed_by_mistake_are_opened_again(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="spam")
    press(client, "decide", comment, to="public")
    press(client, "undo", comment, entry=moderation.last_decision(comment).pk)
    assert Report.objects.filter(handled_at=None).count() == 1


def test_nobody_publishes_a_text_they_have_not_seen(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    Comment.objects.filter(pk=comment.pk).update(version=1)  # as its author's change does
    response = press(client, "decide", comment, to="public", version=0)
    assert "the comment has changed meanwhile" in response.text
    assert state_of(comment) == "pending"


@pytest.mark.parametrize("to", ["", "withdrawn", "unconfirmed", "nonsense"])
def test_other_states_are_not_for_moderators(client, moderator, to: str) -> None:
    comment = CommentFactory(state="pending")
    press(client, "decide", comment, to=to)
    assert state_of(comment) == "pending"


def test_undo_brings_a_comment_back_as_if_nothing_had_been(client, moderator, deliver_mail) -> None:
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    press(client, "decide", comment, to="public")
    press(client, "undo", comment, entry=moderation.last_decision(comment).pk)
    comment = Comment.objects.get(pk=comment.pk)
    assert (comment.state, comment.published_at) == ("pending", None)
    assert deliver_mail(at=timezone.now() + timedelta(minutes=1)) == []


def test_undo_opens_the_reports_again(client, moderator) -> None:
    comment = CommentFactory()
    Report.objects.create(comment=comment, reason="spam")
    press(client, "decide", comment, to="removed")
    press(client, "undo", comment, entry=moderation.last_decision(comment).pk)
    assert Report.objects.filter(handled_at=None).count() == 1


def test_undo_is_offered_on_the_next_page(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    response = press(client, "decide", comment, to="public")
    assert reverse("qa_desk:undo", args=[comment.pk]) in response.text


def test_what_was_undone_is_not_offered_again(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    press(client, "decide", comment, to="public")
    response = press(client, "undo", comment, entry=moderation.last_decision(comment).pk)
    assert reverse("qa_desk:undo", args=[comment.pk]) not in response.text


def test_after_a_while_it_is_too_late_to_undo(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    press(client, "decide", comment, to="public")
    entry = moderation.last_decision(comment)
    ModelLogEntry.objects.filter(pk=entry.pk).update(
        timestamp=timezone.now() - timedelta(seconds=20)
    )
    assert "Too late to undo" in press(client, "undo", comment, entry=entry.pk).text
    assert state_of(comment) == "public"


def test_nobody_undoes_what_another_decided(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    set_state(comment=comment, to="public", by=UserFactory())
    press(client, "undo", comment, entry=moderation.last_decision(comment).pk)
    assert state_of(comment) == "public"


def test_words_are_taken_out_wherever_readers_see_them(client, moderator) -> None:
    comment = CommentFactory(text="Ask Dr Grey in Lane 5.")
    CommentFactory(reply_to=comment, expert=comment.page.specific.expert, quoted_text="Ask Dr Grey")
    press(client, "redact", comment, passages="Dr Grey\nLane 5", reason="A person")
    comment = Comment.objects.get(pk=comment.pk)
    assert comment.comment == "Ask [removed by a moderator] in [removed by a moderator]."
    assert Comment.objects.get(quotes=comment).quoted_text == "Ask [removed by a moderator]"
    assert comment.edits.get().text == "Ask Dr Grey in Lane 5."


def test_words_that_do_not_stand_there_are_not_taken_out(client, moderator) -> None:
    comment = CommentFactory(text="Ask Dr Grey.")
    response = press(client, "redact", comment, passages="Dr Green")
    assert response.status_code == 422
    assert "does not stand in the comment" in response.text
    assert "Dr Green" in response.text


def test_an_author_is_held_and_released(client, moderator) -> None:
    comment = ReceiptFactory(confirmed=True).comment
    press(client, "hold_author", comment, reason="Adverts")
    held = HeldAuthor.objects.get()
    assert (held.held_by, held.reason) == (moderator, "Adverts")
    client.post(reverse("qa_desk:release", args=[held.pk]))
    assert not HeldAuthor.objects.exists()


def test_an_author_without_an_address_cannot_be_held(client, moderator) -> None:
    response = press(client, "hold_author", ReceiptFactory().comment)
    assert "cannot be recognised" in response.text
    assert not HeldAuthor.objects.exists()


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("rights", [[], ["reply_as_expert", "see_personal_data"]])
def test_no_button_works_without_the_right(client, button: str, rights: list[str]) -> None:
    client.force_login(grant(UserFactory(), *rights))
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    before = Comment.objects.values().get(pk=comment.pk)
    press(client, button, comment, to="public", passages=comment.comment)
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not HeldAuthor.objects.exists()


@pytest.mark.parametrize("button", BUTTONS)
def test_no_button_works_outside_the_moderators_section(client, button: str) -> None:
    client.force_login(grant(UserFactory(), "moderate_comment", page=QAPageFactory()))
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    before = Comment.objects.values().get(pk=comment.pk)
    press(client, button, comment, to="public", passages=comment.comment)
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not HeldAuthor.objects.exists()


@pytest.mark.parametrize("button", BUTTONS)
def test_looking_changes_nothing(client, moderator, button: str) -> None:
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    before = Comment.objects.values().get(pk=comment.pk)
    response = client.get(reverse(f"qa_desk:{button}", args=[comment.pk]), {"to": "public"})
    assert response.status_code in {200, 405}
    assert Comment.objects.values().get(pk=comment.pk) == before
    assert not HeldAuthor.objects.exists()


@pytest.mark.parametrize("view", ["decide", "undo", "redact", "hold_author"])
def test_odd_numbers_and_notes_do_no_harm(client, moderator, view: str) -> None:
    comment = ReceiptFactory(confirmed=True, comment__state="pending").comment
    odd = {"version": "9" * 5000, "entry": "9" * 5000, "to": "spam", "reason": "So\x00"}
    assert press(client, view, comment, **odd).status_code in {200, 422}
    assert state_of(comment) == "pending"


def test_what_no_database_takes_is_left_out_of_a_reason(client, moderator) -> None:
    comment = CommentFactory(state="pending")
    press(client, "decide", comment, to="rejected", reason="Advert\x00ising.")
    assert moderation.last_decision(comment).data["reason"] == "Advertising."


@pytest.mark.parametrize("view", BUTTONS)
def test_a_number_beyond_the_database_is_no_comment(client, moderator, view: str) -> None:
    assert client.post(reverse(f"qa_desk:{view}", args=[int("9" * 30)])).status_code == 404


def test_a_number_beyond_the_database_is_no_held_author(client, moderator) -> None:
    assert client.post(reverse("qa_desk:release", args=[int("9" * 30)])).status_code == 404
