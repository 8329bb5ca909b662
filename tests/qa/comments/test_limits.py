"""How much is too much, counted from what is stored."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from qa.antispam.verdicts import Verdict
from qa.comments import limits, mailboxes
from qa.comments.models import Comment, Receipt, Report, SameQuestion
from tests.factories import CommentFactory, QAPageFactory, ReceiptFactory

pytestmark = pytest.mark.django_db

HERE, NEXT_DOOR, FAR_AWAY = "192.0.2.1", "192.0.2.200", "198.51.100.1"
LONG = "The very same long text, which hardly anybody else would write."


def stored(
    number: int, *, minutes_ago: float = 0, address: str = HERE, email: str = "", **fields
) -> None:
    """Store receipts as if they came from *address*; their comments are on a page of their own."""
    when = timezone.now() - timedelta(minutes=minutes_ago)
    page = QAPageFactory()
    for _ in range(number):
        comment = CommentFactory(page=page, network_address=address, posted_at=when, email=email)
        ReceiptFactory(comment=comment, **fields)


def found(*, page=None, email: str = "", address: str = HERE, solved: bool = False) -> list:
    findings = limits.findings_of_limits(
        page=page or QAPageFactory(), email=email, address=address, solved=solved
    )
    return [finding.verdict for finding in findings]


def test_an_address_stands_for_the_same_whatever_its_case_and_spaces() -> None:
    assert limits.address_key(" Ada@Example.org ") == limits.address_key("ada@example.org")
    assert limits.address_key("ada@example.org") != limits.address_key("grace@example.org")


def test_a_key_does_not_show_what_it_stands_for() -> None:
    assert "ada" not in limits.address_key("ada@example.org")
    assert HERE not in limits.network_key(HERE)


def test_neighbours_of_a_network_have_one_key() -> None:
    assert limits.network_key(HERE) == limits.network_key(NEXT_DOOR)
    assert limits.network_key(HERE) != limits.network_key(FAR_AWAY)


def test_a_text_stands_for_the_same_whatever_its_case_and_spaces() -> None:
    assert limits.text_key("Thank  you\n all") == limits.text_key("thank you ALL")
    assert limits.text_key("Thank you") != limits.text_key("Thankyou")


def test_nothing_has_no_key() -> None:
    assert limits.address_key("") == limits.network_key("") == limits.text_key(" ") == ""


def test_a_few_comments_from_a_network_are_nothing_unusual() -> None:
    stored(limits.QUICK - 1)
    assert found() == []


def test_the_eleventh_comment_in_ten_minutes_is_asked_a_question() -> None:
    stored(limits.QUICK)
    assert found(address=NEXT_DOOR) == [Verdict.CHALLENGE]


def test_who_has_answered_the_question_is_not_asked_again() -> None:
    stored(limits.QUICK)
    assert found(solved=True) == []


def test_comments_of_more_than_ten_minutes_ago_ask_for_no_question() -> None:
    stored(limits.QUICK, minutes_ago=11)
    assert found() == []


def test_another_network_is_not_asked() -> None:
    stored(limits.QUICK, address=FAR_AWAY)
    assert found() == []


def test_comments_whose_network_is_unknown_are_not_taken_for_one_network(monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 2)
    stored(2, address="")
    assert found(address="") == []


def test_a_network_is_refused_after_very_many_comments_in_an_hour(monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 3)
    stored(3, minutes_ago=59)
    assert found(address=NEXT_DOOR, solved=True) == [Verdict.REFUSE]


def test_a_network_may_go_on_after_an_hour(monkeypatch) -> None:
    monkeypatch.setattr(limits, "FROM_A_NETWORK", 3)
    stored(3, minutes_ago=61)
    assert found() == []


def test_an_address_that_confirms_nothing_gets_no_more_mail() -> None:
    for number in range(mailboxes.IN_AN_HOUR):
        mailboxes.take_turn("ada@example.org", number)
    assert found(email="Ada@example.org") == [Verdict.REFUSE]
    assert found(email="grace@example.org") == []
    assert found(email="") == []


def test_an_address_whose_owner_wants_no_mail_is_refused_and_says_so() -> None:
    mailboxes.stop_asking(ReceiptFactory(email="ada@example.org"))
    (finding,) = limits.findings_of_limits(
        page=QAPageFactory(), email="ada@example.org", address=HERE, solved=False
    )
    assert (finding.rule, finding.verdict) == (limits.LIMIT, Verdict.REFUSE)
    assert "wants no mail" in finding.reason


def test_a_page_with_unusually_many_comments_holds_the_next(monkeypatch) -> None:
    monkeypatch.setattr(limits, "ON_A_PAGE", 2)
    busy = QAPageFactory()
    CommentFactory.create_batch(2, page=busy)
    assert found(page=busy) == [Verdict.HOLD]
    assert found() == []


def test_a_page_counts_the_last_hour_only(monkeypatch) -> None:
    monkeypatch.setattr(limits, "ON_A_PAGE", 1)
    old = CommentFactory(posted_at=timezone.now() - timedelta(minutes=61))
    assert found(page=old.page) == []


def test_a_question_and_a_hold_may_come_together(monkeypatch) -> None:
    monkeypatch.setattr(limits, "QUICK", 1)
    monkeypatch.setattr(limits, "ON_A_PAGE", 1)
    stored(1)
    busy = Comment.objects.get().page
    assert found(page=busy) == [Verdict.CHALLENGE, Verdict.HOLD]


def said_again(page, *, text: str = LONG, name: str = "Ada") -> list:
    findings = limits.findings_of_duplicates(page=page, text=text, name=name)
    return [finding.verdict for finding in findings]


def said(text: str = LONG, **comment) -> Receipt:
    return ReceiptFactory(comment=CommentFactory(text=text, **{"name": "Ada", **comment}))


def test_the_same_text_under_the_same_name_is_not_taken_twice_on_a_page() -> None:
    assert said_again(said("Thank you!").comment.page, text="thank  YOU!") == [Verdict.REFUSE]


@pytest.mark.parametrize("state", ["unconfirmed", "withdrawn"])
def test_what_was_withdrawn_or_never_confirmed_may_be_sent_again(state: str) -> None:
    page = said("Thank you!", state=state).comment.page
    assert said_again(page, text="Thank you!") == []


def test_two_readers_may_thank_in_the_same_words() -> None:
    assert said_again(said("Thank you!").comment.page, text="Thank you!", name="Grace") == []


def test_the_same_may_be_said_again_a_day_later() -> None:
    page = said(posted_at=timezone.now() - timedelta(hours=25)).comment.page
    assert said_again(page) == []


def test_a_long_text_on_a_third_page_is_held() -> None:
    said()
    said()
    assert said_again(QAPageFactory(), name="Somebody else") == [Verdict.HOLD]


def test_a_long_text_on_a_second_page_is_not() -> None:
    said()
    assert said_again(QAPageFactory()) == []


def test_short_thanks_may_stand_on_many_pages() -> None:
    for _ in range(3):
        said("Thank you!")
    assert said_again(QAPageFactory(), text="Thank you!") == []


def respond(*, minutes_ago: int = 0, address: str = HERE) -> None:
    """Report a comment, and have the question of its page too."""
    key, when = limits.network_key(address), timezone.now() - timedelta(minutes=minutes_ago)
    comment = CommentFactory()
    said = {"network_key": key}
    report = Report.objects.create(comment=comment, reason="spam", **said)
    same = SameQuestion.objects.create(page=comment.page, browser=uuid4(), **said)
    Report.objects.filter(pk=report.pk).update(reported_at=when)
    SameQuestion.objects.filter(pk=same.pk).update(said_at=when)


@pytest.fixture
def _two_an_hour(monkeypatch) -> None:
    monkeypatch.setattr(limits, "RESPONSES", 2)


@pytest.mark.usefixtures("_two_an_hour")
def test_reports_and_shared_questions_of_a_network_count_together() -> None:
    assert limits.seconds_until_response(HERE) == 0
    respond(minutes_ago=50)
    assert 590 < limits.seconds_until_response(NEXT_DOOR) <= 600


@pytest.mark.usefixtures("_two_an_hour")
def test_the_wait_ends_when_one_more_fits_into_the_hour() -> None:
    respond(minutes_ago=30)
    respond(minutes_ago=10)
    assert 2990 < limits.seconds_until_response(HERE) <= 3000


@pytest.mark.usefixtures("_two_an_hour")
@pytest.mark.parametrize(("minutes_ago", "address"), [(61, HERE), (0, FAR_AWAY), (0, "")])
def test_what_is_old_or_of_elsewhere_does_not_count(minutes_ago: int, address: str) -> None:
    respond(minutes_ago=minutes_ago, address=address)
    assert limits.seconds_until_response(HERE) == 0
    assert limits.seconds_until_response("") == 0
