"""How the author of a comment changes it and takes it back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.antispam.verdicts import Finding, Verdict
from qa.comments import author
from qa.comments.models import Comment, Edit, Receipt
from qa.comments.posting import confirm
from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import CommentSettingsFactory, ExpertPageFactory, ReceiptFactory

pytestmark = pytest.mark.django_db

BLOCKED = "Come to the online casino."
DESPERATE = "I want to die."


def published(*, minutes_ago: float = 0, **receipt) -> Receipt:
    when = timezone.now() - timedelta(minutes=minutes_ago)
    return ReceiptFactory(**{"comment__posted_at": when, **receipt})


def edited(receipt: Receipt, text: str = "Other words.", policy: str = "open") -> Comment:
    rules = CommentSettingsFactory(comment_policy=policy)
    return author.edit(receipt=receipt, text=text, rules=rules)


@pytest.mark.parametrize("state", [CommentState.UNCONFIRMED, CommentState.PENDING])
def test_a_comment_can_be_changed_as_long_as_nobody_has_seen_it(state: str) -> None:
    receipt = published(minutes_ago=9999, comment__state=state)
    assert author.may_edit(receipt.comment, CommentSettingsFactory())
    assert author.edit_until(receipt.comment, CommentSettingsFactory()) is None


def test_a_public_comment_can_be_changed_for_a_while() -> None:
    rules = CommentSettingsFactory(edit_minutes=15)
    comment = published(minutes_ago=14).comment
    assert author.may_edit(comment, rules)
    assert author.edit_until(comment, rules) == comment.published_at + timedelta(minutes=15)


def test_a_public_comment_cannot_be_changed_later() -> None:
    rules = CommentSettingsFactory(edit_minutes=15)
    assert not author.may_edit(published(minutes_ago=16).comment, rules)


def test_the_time_runs_from_publication_however_long_moderators_took() -> None:
    held = published(minutes_ago=600, comment__state=CommentState.PENDING).comment
    comment = set_state(comment=held, to=CommentState.PUBLIC)
    assert author.may_edit(comment, CommentSettingsFactory(edit_minutes=15))


def test_no_minutes_mean_no_changes_once_it_is_public() -> None:
    assert not author.may_edit(published().comment, CommentSettingsFactory(edit_minutes=0))


@pytest.mark.parametrize(
    "state",
    [CommentState.REJECTED, CommentState.SPAM, CommentState.REMOVED, CommentState.WITHDRAWN],
)
def test_what_was_decided_against_cannot_be_changed(state: str) -> None:
    assert not author.may_edit(published(comment__state=state).comment, CommentSettingsFactory())


def test_a_change_keeps_the_words_it_replaces() -> None:
    receipt = published(comment__text="First words.")
    assert edited(receipt, "Other words.").comment == "Other words."
    assert [edit.text for edit in receipt.comment.edits.all()] == ["First words."]


def test_a_change_that_readers_could_notice_is_marked() -> None:
    assert edited(published()).edited_at is not None


def test_a_change_before_anybody_read_it_is_not_marked() -> None:
    assert edited(published(comment__state=CommentState.PENDING)).edited_at is None


def test_saving_the_same_words_is_no_change() -> None:
    receipt = published(comment__text="First words.")
    assert edited(receipt, "First words.").edited_at is None
    assert not Edit.objects.exists()


def test_a_change_after_its_time_is_refused() -> None:
    with pytest.raises(author.RefusedError):
        edited(published(minutes_ago=16))


def test_a_comment_can_be_changed_so_often_and_no_more(monkeypatch) -> None:
    monkeypatch.setattr(author, "EDITS_AT_MOST", 2)
    receipt = published()
    edited(receipt, "Two.")
    edited(receipt, "Three.")
    with pytest.raises(author.RefusedError):
        edited(receipt, "Four.")


def test_what_the_rules_refuse_is_refused_with_the_reason() -> None:
    receipt = published(comment__name="Dr Jane Olsen")
    ExpertPageFactory(title="Dr Jane Olsen")
    with pytest.raises(author.RefusedError, match="belongs to one of our experts"):
        edited(receipt)
    assert not Edit.objects.exists()


@pytest.mark.parametrize(
    "state", [CommentState.UNCONFIRMED, CommentState.PENDING, CommentState.PUBLIC]
)
def test_a_change_to_blocked_words_counts_as_spam(state: str) -> None:
    assert edited(published(comment__state=state), BLOCKED).state == CommentState.SPAM


def test_a_change_that_a_rule_holds_goes_back_to_the_moderators() -> None:
    assert edited(published(), "It was £50.").state == CommentState.PENDING


def test_a_change_that_a_rule_holds_still_waits_for_its_address() -> None:
    receipt = published(comment__state=CommentState.UNCONFIRMED)
    assert edited(receipt, "It was £50.").state == CommentState.UNCONFIRMED


def test_a_change_that_nobody_minds_stays_public() -> None:
    assert edited(published()).state == CommentState.PUBLIC


@pytest.mark.parametrize("policy", ["hold_first", "hold_all", "closed"])
def test_a_change_waits_where_a_new_comment_would(policy: str) -> None:
    receipt = published(confirmed=True)
    assert edited(receipt, policy=policy).state == CommentState.PENDING


def test_whoever_has_had_another_comment_published_is_trusted_with_a_change() -> None:
    receipts = [published(confirmed=True, email="ada@example.org") for _ in range(2)]
    assert edited(receipts[0], policy="hold_first").state == CommentState.PUBLIC


def test_an_address_that_was_only_typed_is_trusted_with_no_change() -> None:
    published(confirmed=True, email="ada@example.org")
    typed = published(email="ada@example.org")
    assert edited(typed, policy="hold_first").state == CommentState.PENDING


def test_what_a_moderator_took_out_cannot_be_put_back() -> None:
    receipt = published()
    Edit.objects.create(comment=receipt.comment, text="Dr Grey", by_moderator=True)
    assert not author.may_edit(receipt.comment, CommentSettingsFactory())


@pytest.mark.parametrize("state", [CommentState.UNCONFIRMED, CommentState.PUBLIC])
def test_a_cry_for_help_in_a_change_goes_to_the_moderators(state: str) -> None:
    assert edited(published(comment__state=state), DESPERATE).state == CommentState.PENDING


def test_what_is_found_in_the_new_words_is_kept() -> None:
    receipt = published()
    edited(receipt, "It was £50.")
    receipt.refresh_from_db()
    assert [found["rule"] for found in receipt.findings] == ["prices"]


def test_what_was_found_in_the_old_words_is_forgotten() -> None:
    found = Finding("prices", Verdict.HOLD, "The comment states a price.")
    receipt = published(findings=[found.as_json()], comment__state=CommentState.UNCONFIRMED)
    edited(receipt)
    receipt.refresh_from_db()
    assert receipt.findings == []


@pytest.mark.parametrize("rule", ["too_fast", "limit", "duplicate"])
def test_a_change_does_not_undo_what_was_found_in_how_it_was_sent(rule: str) -> None:
    found = Finding(rule, Verdict.HOLD, "Odd.")
    receipt = published(
        email="ada@example.org",
        findings=[found.as_json()],
        comment__state=CommentState.UNCONFIRMED,
    )
    edited(receipt)
    comment = confirm(Receipt.objects.get(), CommentSettingsFactory(comment_policy="open"))
    assert comment.state == CommentState.PENDING


def test_a_change_does_not_bring_back_to_the_desk_how_it_was_sent() -> None:
    found = Finding("too_fast", Verdict.HOLD, "Odd.")
    assert edited(published(findings=[found.as_json()])).state == CommentState.PUBLIC


def test_the_new_words_are_compared_with_what_is_sent_later() -> None:
    receipt = published()
    edited(receipt, "Other words.")
    receipt.refresh_from_db()
    assert receipt.text_key == ReceiptFactory(comment__text="other  WORDS.").text_key


def test_a_withdrawn_comment_leaves_a_tombstone_where_it_was_read() -> None:
    receipt = published()
    comment = author.withdraw(receipt)
    assert comment.state == CommentState.WITHDRAWN
    assert Comment.objects.shown_on(comment.page_id).filter(pk=comment.pk).exists()


@pytest.mark.parametrize("state", [CommentState.UNCONFIRMED, CommentState.PENDING])
def test_a_comment_withdrawn_before_anybody_read_it_leaves_nothing(state: str) -> None:
    comment = author.withdraw(published(comment__state=state))
    assert not Comment.objects.shown_on(comment.page_id).exists()


@pytest.mark.parametrize("state", CommentState)
def test_every_comment_can_be_withdrawn(state: str) -> None:
    assert author.withdraw(published(comment__state=state)).state == CommentState.WITHDRAWN
