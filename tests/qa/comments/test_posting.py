"""What becomes of a comment when it is sent, and when its address is confirmed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from qa.antispam.submission import Submission
from qa.antispam.verdicts import Finding, Verdict
from qa.comments.models import Comment, ConsentStatement, Following, Receipt
from qa.comments.policy import CommentPolicy
from qa.comments.posting import (
    ClosedError,
    Entry,
    confirm,
    findings_of,
    findings_of_text,
    is_known,
    receipt_of_sheet,
    shows_crisis,
    state_after_checks,
    submit,
)
from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    FollowingFactory,
    QAPageFactory,
    ReceiptFactory,
)

pytestmark = pytest.mark.django_db

CRISIS = Finding("crisis", Verdict.HOLD, "Somebody may be in danger.")
HELD = Finding("prices", Verdict.HOLD, "The comment states a price.")
DOUBTED = Finding("shouting", Verdict.CHALLENGE, "The comment is written in capitals.")
SPAM = Finding("markup", Verdict.SPAM, "The comment has links in code.")
OPEN_POLICIES = [CommentPolicy.OPEN, CommentPolicy.HOLD_FIRST, CommentPolicy.HOLD_ALL]
NEWCOMERS = [("open", "public"), ("hold_first", "pending"), ("hold_all", "pending")]
KNOWN_READERS = [("open", "public"), ("hold_first", "public"), ("hold_all", "pending")]


def sent(page=None, *, policy: str = CommentPolicy.OPEN, **entry) -> Receipt:
    rules = CommentSettingsFactory(comment_policy=policy)
    entry = Entry(**{"text": "Thank you.", "name": "Ada", **entry})
    return submit(page=page or QAPageFactory(), entry=entry, rules=rules)


def confirmed(receipt: Receipt, *, policy: str = CommentPolicy.OPEN) -> Comment:
    return confirm(receipt, CommentSettingsFactory(comment_policy=policy))


def unconfirmed(*findings: Finding, email: str = "ada@example.org", **comment) -> Receipt:
    return ReceiptFactory(
        email=email,
        findings=[finding.as_json() for finding in findings],
        **{"comment__state": CommentState.UNCONFIRMED, **comment},
    )


def test_the_comment_is_stored_as_it_was_sent() -> None:
    root = CommentFactory()
    comment = sent(
        root.page.specific,
        text="Thank you.",
        name="Ada",
        email="ada@example.org",
        network_address="192.0.2.1",
        reply_to=root,
    ).comment
    stored = Comment.objects.get(pk=comment.pk)
    assert (stored.comment, stored.user_name) == ("Thank you.", "Ada")
    assert (stored.user_email, stored.ip_address) == ("ada@example.org", "192.0.2.1")
    assert (stored.reply_to, stored.user, stored.expert) == (root, None, None)


def test_each_receipt_has_a_key_of_its_own() -> None:
    assert sent().key != sent().key


def test_the_receipt_keeps_what_was_found() -> None:
    receipt = sent(findings=[HELD])
    assert [Finding.from_json(found) for found in receipt.findings] == [HELD]


def test_the_receipt_says_which_words_were_agreed_to() -> None:
    CommentSettingsFactory(consent_text="I agree.")
    assert sent().consent.text == "I agree."


def test_comments_sent_under_the_same_words_share_their_version() -> None:
    sent(text="One.")
    sent(text="Two.")
    assert ConsentStatement.objects.count() == 1


def test_other_words_do_not_change_what_was_agreed_to_before() -> None:
    CommentSettingsFactory(consent_text="I agree.")
    before = sent()
    CommentSettingsFactory(consent_text="I agree to more.")
    after = sent()
    before.refresh_from_db()
    assert (before.consent.text, after.consent.text) == ("I agree.", "I agree to more.")


@pytest.mark.parametrize("policy", OPEN_POLICIES)
def test_a_comment_with_an_address_waits_for_it_to_be_confirmed(policy: str) -> None:
    assert sent(policy=policy, email="ada@example.org").comment.state == CommentState.UNCONFIRMED


@pytest.mark.parametrize(("policy", "state"), NEWCOMERS)
def test_a_comment_without_an_address_goes_where_the_policy_says(policy, state) -> None:
    assert sent(policy=policy).comment.state == state


def test_a_comment_on_which_a_rule_has_doubts_is_held() -> None:
    assert sent(findings=[HELD]).comment.state == CommentState.PENDING


@pytest.mark.parametrize("email", ["", "ada@example.org"])
def test_spam_is_kept_apart_whether_it_has_an_address_or_not(email: str) -> None:
    assert sent(email=email, findings=[SPAM]).comment.state == CommentState.SPAM


def test_moderators_see_a_cry_for_help_though_its_address_is_not_confirmed() -> None:
    assert sent(email="ada@example.org", findings=[CRISIS]).comment.state == CommentState.PENDING


@pytest.mark.parametrize("policy", [CommentPolicy.CLOSED, CommentPolicy.HIDDEN])
def test_nothing_is_stored_in_a_discussion_that_is_closed(policy: str) -> None:
    with pytest.raises(ClosedError):
        sent(policy=policy)
    assert not Comment.objects.exists()


@pytest.mark.parametrize("fields", [{"draft": True}, {"expired": True}])
def test_nothing_is_stored_on_a_page_that_nobody_reads(fields: dict) -> None:
    with pytest.raises(ClosedError):
        sent(QAPageFactory(**fields))


def test_a_reply_to_a_comment_that_was_hidden_meanwhile_stores_nothing() -> None:
    hidden = CommentFactory(state=CommentState.SPAM)
    with pytest.raises(ValidationError):
        sent(hidden.page.specific, reply_to=hidden)
    assert not Receipt.objects.exists()


def test_the_same_sheet_with_the_same_text_gives_one_comment() -> None:
    page, form_id = QAPageFactory(), uuid4()
    assert sent(page, form_id=form_id) == sent(page, form_id=form_id)
    assert Comment.objects.count() == 1


def test_the_same_sheet_with_another_text_is_another_comment() -> None:
    page, form_id = QAPageFactory(), uuid4()
    sent(page, form_id=form_id, text="One.")
    sent(page, form_id=form_id, text="Two.")
    assert Comment.objects.count() == 2


def test_comments_without_a_sheet_are_not_taken_for_each_other() -> None:
    page = QAPageFactory()
    assert sent(page) != sent(page)
    assert receipt_of_sheet(Entry(text="Thank you.", name="Ada")) is None


def test_who_wants_replies_follows_once_the_address_is_confirmed() -> None:
    receipt = sent(email="ada@example.org", wants_replies=True)
    assert Following.objects.get().confirmed_at is None
    confirmed(receipt)
    following = Following.objects.get()
    assert following.confirmed_at is not None
    assert (following.root_id, following.email) == (receipt.pk, "ada@example.org")


@pytest.mark.parametrize("entry", [{"email": "ada@example.org"}, {"wants_replies": True}])
def test_nobody_follows_without_wanting_to_and_an_address(entry: dict) -> None:
    sent(**entry)
    assert not Following.objects.exists()


@pytest.mark.parametrize(
    ("findings", "state"),
    [([], "public"), ([DOUBTED], "pending"), ([HELD], "pending"), ([HELD, SPAM], "spam")],
)
def test_what_was_found_decides_before_an_open_policy(findings: list, state: str) -> None:
    assert state_after_checks(findings, CommentPolicy.OPEN, address_key="") == state


@pytest.mark.parametrize(("policy", "state"), NEWCOMERS)
def test_after_confirming_a_newcomers_comment_goes_where_the_policy_says(policy, state) -> None:
    assert confirmed(unconfirmed(), policy=policy).state == state


@pytest.mark.parametrize(("policy", "state"), KNOWN_READERS)
def test_after_confirming_a_known_readers_comment_need_not_wait(policy, state) -> None:
    ReceiptFactory(confirmed=True, email="ada@example.org")
    assert confirmed(unconfirmed(email="Ada@example.org"), policy=policy).state == state


def test_after_confirming_what_was_found_before_still_counts() -> None:
    ReceiptFactory(confirmed=True, email="ada@example.org")
    assert confirmed(unconfirmed(HELD)).state == CommentState.PENDING


def test_confirming_a_cry_for_help_does_not_publish_it() -> None:
    receipt = unconfirmed(CRISIS, comment__state=CommentState.PENDING)
    assert confirmed(receipt).state == CommentState.PENDING
    receipt.refresh_from_db()
    assert receipt.confirmed_at is not None


def test_confirming_again_changes_nothing() -> None:
    receipt = unconfirmed()
    comment = confirmed(receipt)
    set_state(comment=comment, to=CommentState.PENDING)
    when = Receipt.objects.get().confirmed_at
    assert confirmed(receipt).state == CommentState.PENDING
    assert Receipt.objects.get().confirmed_at == when


def test_confirming_what_was_withdrawn_does_not_bring_it_back() -> None:
    receipt = unconfirmed(comment__state=CommentState.WITHDRAWN)
    assert confirmed(receipt).state == CommentState.WITHDRAWN


@pytest.mark.parametrize("policy", [CommentPolicy.CLOSED, CommentPolicy.HIDDEN])
def test_nothing_can_be_confirmed_once_the_discussion_is_closed(policy: str) -> None:
    receipt = unconfirmed()
    with pytest.raises(ClosedError):
        confirmed(receipt, policy=policy)
    receipt.refresh_from_db()
    assert (receipt.confirmed_at, receipt.comment.state) == (None, CommentState.UNCONFIRMED)


def test_nothing_can_be_confirmed_once_the_page_is_unpublished() -> None:
    receipt = unconfirmed()
    receipt.comment.page.specific.unpublish()
    with pytest.raises(ClosedError):
        confirmed(Receipt.objects.get())


def test_what_was_confirmed_in_time_stays_so_when_the_discussion_closes() -> None:
    receipt = unconfirmed()
    confirmed(receipt)
    receipt.refresh_from_db()
    assert confirmed(receipt, policy=CommentPolicy.CLOSED).state == CommentState.PUBLIC


def test_a_reply_is_held_when_what_it_answers_was_hidden_meanwhile() -> None:
    root = CommentFactory()
    receipt = unconfirmed(comment__reply_to=root)
    set_state(comment=root, to=CommentState.SPAM)
    assert confirmed(Receipt.objects.get()).state == CommentState.PENDING
    assert receipt.comment.reply_to == root


def test_a_reply_to_a_tombstone_goes_on() -> None:
    root = CommentFactory()
    unconfirmed(comment__reply_to=root)
    set_state(comment=root, to=CommentState.WITHDRAWN)
    assert confirmed(Receipt.objects.get()).state == CommentState.PUBLIC


def test_confirming_starts_no_mails_for_another_address() -> None:
    receipt = unconfirmed()
    somebody = FollowingFactory(root=receipt.comment, confirmed_at=None)
    confirmed(receipt)
    somebody.refresh_from_db()
    assert somebody.confirmed_at is None


@pytest.mark.parametrize("state", [CommentState.PUBLIC, CommentState.WITHDRAWN])
def test_who_was_published_before_is_known(state: str) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__state=state)
    assert is_known(receipt.address_key)


@pytest.mark.parametrize("state", [CommentState.PENDING, CommentState.SPAM, CommentState.REMOVED])
def test_who_was_never_published_or_was_removed_is_not_known(state: str) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__state=state)
    assert not is_known(receipt.address_key)


def test_who_withdrew_before_anybody_read_it_is_not_known() -> None:
    receipt = ReceiptFactory(confirmed=True, comment__state=CommentState.PENDING)
    set_state(comment=receipt.comment, to=CommentState.WITHDRAWN)
    assert not is_known(receipt.address_key)


def test_an_address_that_was_only_typed_is_not_known() -> None:
    receipt = ReceiptFactory(email="ada@example.org")
    assert not is_known(receipt.address_key)


def test_comments_without_an_address_make_nobody_known() -> None:
    ReceiptFactory(confirmed_at=timezone.now())
    assert not is_known("")


def test_the_rules_the_limits_and_earlier_comments_are_all_asked(monkeypatch) -> None:
    monkeypatch.setattr("qa.comments.limits.ON_A_PAGE", 1)
    earlier = ReceiptFactory(comment__name="Ada", comment__text="It was £50.")
    submission = Submission(text="It was £50.", name="Ada")
    findings = findings_of(
        page=earlier.comment.page, submission=submission, rules=CommentSettingsFactory()
    )
    assert [finding.rule for finding in findings] == ["prices", "limit", "duplicate"]


def test_the_rules_go_by_what_the_editors_set() -> None:
    submission = Submission(text="It was £50.", name="Ada")
    assert findings_of_text(submission, CommentSettingsFactory(hold_prices=False)) == []


def test_a_crisis_is_seen_among_other_findings() -> None:
    assert shows_crisis([HELD, CRISIS])
    assert not shows_crisis([HELD, SPAM])


def test_an_old_comment_makes_known_as_well_as_a_new_one() -> None:
    long_ago = timezone.now() - timedelta(days=3000)
    receipt = ReceiptFactory(confirmed=True, comment__posted_at=long_ago)
    assert is_known(receipt.address_key)
