"""The log of what was done with comments: what an entry says, and who may read which."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.models import Comment, HeldAuthor, Report
from qa.comments.services import set_state
from qa.desk import log_report
from tests.factories import (
    CommentFactory,
    QAIndexPageFactory,
    QAPageFactory,
    ReceiptFactory,
    UserFactory,
    grant,
)
from tests.qa.desk.test_reports import csv_rows, report, rows, xlsx_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(first_name="Mo", last_name="Derator"), "moderate_comment")
    client.force_login(user)
    return user


def pending(**fields) -> Comment:
    return CommentFactory(state="pending", **fields)


def numbers(client, **query) -> list[str]:
    """Return the comments that the entries of the log are about."""
    return [row[2] for row in rows(report(client, "log", **query))[1:]]


def test_an_entry_says_who_did_what_when_where_and_why(client, moderator) -> None:
    comment = pending(page=QAPageFactory(title="Eyes that water"))
    set_state(comment=comment, to="rejected", by=moderator, reason="It names a clinic.", via="mail")
    [headings, entry] = rows(report(client, "log"))
    assert headings == ["When", "Who", "Comment", "Page", "What", "Why", "Via"]
    assert f"{timezone.localdate():%Y}" in entry[0]
    assert entry[1:] == [
        "Mo Derator",
        str(comment.pk),
        "Eyes that water",
        "Pending → Rejected",
        "It names a clinic.",
        "mail",
    ]


@pytest.mark.parametrize(
    ("do", "what"),
    [
        (moderation.hold_author, "Hold an author"),
        (
            lambda **how: moderation.redact(version=0, passages=["Dr Grey"], **how),
            "Redact a comment",
        ),
        (lambda **how: moderation.decide(version=0, to="public", **how), "Close reports"),
    ],
    ids=["held", "redacted", "kept"],
)
def test_other_actions_are_named(client, moderator, do, what: str) -> None:
    comment = ReceiptFactory(confirmed=True, comment__text="Ask Dr Grey.").comment
    Report.objects.create(comment=comment, reason="spam")
    do(comment=comment, by=moderator)
    assert rows(report(client, "log"))[1][4] == what


def test_the_newest_entry_comes_first(client, moderator) -> None:
    first, second = pending(), pending()
    for comment in (first, second):
        set_state(comment=comment, to="public", by=moderator)
    assert numbers(client) == [str(second.pk), str(first.pk)]


@pytest.mark.parametrize("far", [0, 1_000], ids=["a far page", "a near page"])
def test_a_moderator_of_one_section_reads_the_entries_of_no_other(client, monkeypatch, far) -> None:
    monkeypatch.setattr(log_report, "FAR", far)
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    user = grant(UserFactory(), "moderate_comment", page=here)
    client.force_login(user)
    mine = pending(page=QAPageFactory(parent=here))
    for comment in (mine, pending(page=QAPageFactory(parent=elsewhere))):
        set_state(comment=comment, to="public", by=user)
    assert numbers(client) == [str(mine.pk)]


def test_a_moderator_of_one_section_is_offered_the_people_of_no_other(client) -> None:
    here = QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    set_state(comment=pending(page=QAPageFactory(parent=here)), to="public", by=UserFactory())
    set_state(comment=pending(), to="public", by=UserFactory(username="somebody"))
    assert "somebody" not in client.get(reverse("qa_desk:log")).text


def a_comment_that_is_gone() -> str:
    comment = pending()
    set_state(comment=comment, to="spam", by=UserFactory())
    number = str(comment.pk)
    comment.delete()
    return number


def test_entries_of_comments_that_are_gone_are_for_administrators(client, moderator) -> None:
    number = a_comment_that_is_gone()
    assert numbers(client) == []
    client.force_login(UserFactory(admin=True))
    assert numbers(client) == [number]


def test_an_entry_about_a_released_author_names_no_comment(client) -> None:
    admin = UserFactory(admin=True)
    client.force_login(admin)
    # The two have the same number by chance.
    moderation.release_author(HeldAuthor.objects.create(pk=pending().pk), by=admin)
    newest = rows(report(client, "log"))[1]
    assert newest[2:5] == ["", "", "Release an author"]


def test_entries_about_other_things_are_not_in_it(client, moderator) -> None:
    comment = pending()
    ModelLogEntry.objects.log_action(comment, "wagtail.edit", user=moderator)
    assert numbers(client) == []


@pytest.fixture
def two_entries(moderator) -> tuple[Comment, Comment]:
    """Return a comment made public yesterday by one and one held today by another."""
    earlier, later = pending(), ReceiptFactory(confirmed=True).comment
    set_state(comment=earlier, to="public", by=UserFactory(username="bea"))
    yesterday = timezone.now() - timedelta(days=1)
    ModelLogEntry.objects.update(timestamp=yesterday)
    moderation.hold_author(comment=later, by=moderator)
    return earlier, later


def test_a_period_is_chosen(client, two_entries) -> None:
    today = timezone.localdate()
    assert numbers(client, timestamp_from=today) == [str(two_entries[1].pk)]


def test_a_person_is_chosen(client, two_entries) -> None:
    bea = ModelLogEntry.objects.get(user__username="bea").user
    assert numbers(client, user=bea.pk) == [str(two_entries[0].pk)]


def test_an_action_is_chosen(client, two_entries) -> None:
    assert numbers(client, action="qa_comments.author_held") == [str(two_entries[1].pk)]


def test_a_page_is_chosen(client, two_entries) -> None:
    assert numbers(client, page=two_entries[0].page_id) == [str(two_entries[0].pk)]


def test_choosing_a_page_opens_no_other_section(client) -> None:
    comment = pending()
    set_state(comment=comment, to="public", by=UserFactory())
    client.force_login(grant(UserFactory(), "moderate_comment", page=QAIndexPageFactory()))
    assert numbers(client, page=comment.page_id) == []


def test_files_hold_the_entries_of_the_page(client, two_entries) -> None:
    on_page = [row[1:] for row in rows(report(client, "log"))]
    assert [row[1:] for row in csv_rows(client, "log")] == on_page
    in_xlsx = [[str(cell or "") for cell in row[1:]] for row in xlsx_rows(client, "log")]
    assert in_xlsx == on_page


def test_files_hold_all_pages_of_the_list(client, moderator) -> None:
    for _ in range(51):
        set_state(comment=pending(), to="public", by=moderator)
    assert len(numbers(client)) == 50
    assert len(csv_rows(client, "log")[1:]) == 51


def test_files_hold_what_is_filtered(client, two_entries) -> None:
    [_, entry] = csv_rows(client, "log", action="qa_comments.author_held")
    assert entry[2] == str(two_entries[1].pk)


def test_a_reason_is_no_formula(client, moderator) -> None:
    set_state(comment=pending(), to="rejected", by=moderator, reason="=1+1")
    assert csv_rows(client, "log")[1][5] == "'=1+1"
