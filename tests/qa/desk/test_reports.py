"""The report on comments: for whom, about what, on the page and in files."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from qa.comments.counts import count_anew
from qa.comments.models import Report
from qa.comments.services import set_state
from qa.desk import statistics
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db

REPORTS = ["report", "report_results", "log", "log_results"]


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(), "moderate_comment")
    client.force_login(user)
    return user


def report(client, name: str = "report", **query) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse(f"qa_desk:{name}"), query).content, "html.parser")


def rows(soup: BeautifulSoup) -> list[list[str]]:
    """Return the cells of the table, with its headings."""
    return [
        [" ".join(cell.text.split()) for cell in row.select("th, td")]
        for row in soup.select(".desk-report__table tr")
    ]


def pending(soup: BeautifulSoup) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(soup)[1:]}


def csv_rows(client, name: str = "report", **query) -> list[list[str]]:
    response = client.get(reverse(f"qa_desk:{name}"), {"export": "csv", **query})
    return list(csv.reader(StringIO(response.getvalue().decode())))


def xlsx_rows(client, name: str = "report", **query) -> list[list]:
    response = client.get(reverse(f"qa_desk:{name}"), {"export": "xlsx", **query})
    sheet = load_workbook(BytesIO(response.getvalue())).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def comment_on(topic: str, *, parent=None, **fields):
    """Return a comment on a new answer about the topic."""
    section = {"parent": parent} if parent else {}
    article = QAPageFactory(topics=[TopicFactory(name=topic)], **section)
    return CommentFactory(page=article, **({"state": "pending"} | fields))


@pytest.mark.parametrize("rights", [[], ["reply_as_expert"], ["see_personal_data"]])
@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
@pytest.mark.parametrize("name", REPORTS)
def test_nobody_but_moderators_is_let_in(client, name: str, export: str, rights: list[str]) -> None:
    client.force_login(grant(UserFactory(), *rights))
    response = client.get(reverse(f"qa_desk:{name}"), {"export": export})
    assert response.status_code == 302


@pytest.mark.parametrize("name", ["report", "log"])
@pytest.mark.parametrize(
    ("right", "is_there"), [("moderate_comment", True), ("reply_as_expert", False)]
)
def test_the_menu_leads_moderators_there(client, name: str, right: str, is_there: bool) -> None:
    client.force_login(grant(UserFactory(), right))
    html = client.get(reverse("wagtailadmin_home")).text
    assert (reverse(f"qa_desk:{name}") in html) is is_there


FEW = pytest.mark.parametrize("few", [0, 1_000], ids=["many pages are elsewhere", "few pages are"])


@FEW
def test_a_moderator_of_one_section_sees_the_numbers_of_no_other(client, monkeypatch, few) -> None:
    monkeypatch.setattr(statistics, "FEW", few)
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    comment_on("Eyes", parent=here)
    comment_on("Speech", parent=elsewhere)
    assert pending(report(client)) == {"All topics": "1", "Eyes": "1"}


@FEW
def test_what_no_expert_has_answered_is_counted_in_one_section(client, monkeypatch, few) -> None:
    monkeypatch.setattr(statistics, "FEW", few)
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    for topic, section in (("Eyes", here), ("Nerves", elsewhere)):
        count_anew(comment_on(topic, parent=section, state="public").page_id)
    unanswered = {row[0]: row[5] for row in rows(report(client))[1:]}
    assert unanswered == {"All topics": "1", "Eyes": "1"}


def test_a_section_is_chosen(client, moderator) -> None:
    here = QAIndexPageFactory()
    comment_on("Eyes", parent=here)
    comment_on("Speech")
    assert pending(report(client, page=here.pk)) == {"All topics": "1", "Eyes": "1"}


def test_choosing_a_page_opens_no_other_section(client) -> None:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    comment_on("Speech", parent=elsewhere)
    assert pending(report(client, page=elsewhere.pk)) == {"All topics": "0"}


def test_a_page_above_the_sections_of_a_moderator_shows_these(client) -> None:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    chosen = comment_on("Eyes", parent=here).page
    for topic, parent in (("Nerves", here), ("Speech", elsewhere)):
        comment_on(topic, parent=parent)
    both = {"All topics": "2", "Eyes": "1", "Nerves": "1"}
    assert pending(report(client, page=here.get_parent().pk)) == both
    assert pending(report(client, page=chosen.pk)) == {"All topics": "1", "Eyes": "1"}


def posted(client, **query) -> str:
    return rows(report(client, **query))[1][5]


def test_the_last_thirty_days_are_shown_unless_others_are_chosen(client, moderator) -> None:
    today = timezone.localdate()
    for days in (0, 29, 30, 61):  # an hour more or less, where the clocks were changed between
        CommentFactory(posted_at=timezone.now() - timedelta(days=days))
    assert posted(client) == "2"
    assert posted(client, period_from=today - timedelta(days=30)) == "3"
    assert posted(client, period_to=today - timedelta(days=30)) == "1"


@pytest.mark.parametrize("name", ["report", "log"])
@pytest.mark.parametrize(
    "query",
    [
        {"period_from": "yesterday", "timestamp_from": "yesterday"},
        {"period_from": "0001-01-01", "timestamp_from": "0001-01-01"},
        {"period_to": "0001-01-01", "timestamp_to": "0001-01-01"},
        {"period_to": "9999-12-31", "timestamp_to": "9999-12-31"},
        {"period_from": "9999-12-31", "timestamp_from": "9999-12-31"},
        {"page": "9" * 30},
        {"export": "pdf"},
    ],
)
def test_odd_filters_break_nothing(client, moderator, name: str, query: dict) -> None:
    set_state(comment=comment_on("Eyes"), to="public", by=moderator)
    assert client.get(reverse(f"qa_desk:{name}"), query).status_code == 200


def test_usual_periods_are_links(client, moderator) -> None:
    links = report(client).select(".desk-report__links a")
    texts = {link.text: link.get("aria-current") for link in links}
    assert texts == {
        "7 days": None,
        "30 days": "true",
        "90 days": None,
        "365 days": None,
        "CSV": None,
        "XLSX": None,
        "Comment log": None,
    }


def test_a_usual_period_keeps_the_chosen_section(client, moderator) -> None:
    here = QAIndexPageFactory()
    [week, *_] = report(client, page=here.pk).select(".desk-report__links a")
    assert f"page={here.pk}" in week["href"]


def a_history(moderator) -> None:
    """Let some things wait, and one be decided after two hours and a half."""
    decided = comment_on("Eyes", posted_at=timezone.now() - timedelta(hours=2.5))
    set_state(comment=decided, to="public", by=moderator)
    CommentFactory(page=decided.page, state="pending")
    Report.objects.create(comment=comment_on("Speech", state="public"), reason="spam")
    CommentFactory(reply_to=decided, expert=ExpertPageFactory())


def test_files_hold_the_rows_of_the_page(client, moderator) -> None:
    a_history(moderator)
    on_page = [[row[0], *row[1:3], *row[4:7]] for row in rows(report(client))[1:]]
    for held in (csv_rows(client), xlsx_rows(client)):
        in_file = [[str(cell) for cell in [row[0], *row[1:3], *row[4:7]]] for row in held[1:]]
        assert in_file == on_page


def test_durations_are_words_on_the_page_and_hours_in_files(client, moderator) -> None:
    a_history(moderator)
    assert rows(report(client))[1][7] == "2 hours, 30 minutes"
    assert csv_rows(client)[1][7] == "2.5"
    assert xlsx_rows(client)[1][7] == 2.5


def test_files_say_that_durations_are_hours(client, moderator) -> None:
    headings = csv_rows(client)[0]
    assert headings == xlsx_rows(client)[0]
    assert headings[6:8] == ["Decided", "Median time to decision (hours)"]


def test_files_hold_what_is_filtered(client, moderator) -> None:
    here = QAIndexPageFactory()
    comment_on("Eyes", parent=here)
    comment_on("Speech")
    assert [row[0] for row in csv_rows(client, page=here.pk)[1:]] == ["All topics", "Eyes"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_cell_of_a_file_is_a_formula(client, moderator, start: str) -> None:
    comment_on(f'{start}HYPERLINK("http://evil.example")')
    assert csv_rows(client)[2][0].startswith("'")
    response = client.get(reverse("qa_desk:report"), {"export": "xlsx"})
    cells = load_workbook(BytesIO(response.getvalue())).active["A"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_characters_that_no_spreadsheet_can_hold_are_left_out(client, moderator) -> None:
    comment_on("Ey\x0bes")
    assert xlsx_rows(client)[2][0] == "Eyes"


def test_the_chart_shows_where_most_waits_and_says_it_in_words(client, moderator) -> None:
    eyes = comment_on("Eyes")
    CommentFactory(page=eyes.page, state="pending")
    Report.objects.create(comment=comment_on("Speech", state="public"), reason="spam")
    chart = report(client).select_one("svg[role=img]")
    widths = [
        (bar.select_one(".desk-report__pending")["width"], bar.select_one("text").text)
        for bar in chart.select("svg")
    ]
    assert widths == [("99.00%", "2 · Eyes"), ("0.00%", "1 · Speech")]
    assert "Eyes: 2 pending, 0 reported." in chart.select_one("desc").text


def test_where_nothing_waits_there_is_no_chart(client, moderator) -> None:
    comment_on("Eyes", state="public")
    assert report(client).select("svg[role=img]") == []


@pytest.mark.parametrize("name", ["report", "log"])
def test_no_report_has_styles_of_its_own(client, moderator, name: str) -> None:
    """The policy of the site would not let them work."""
    a_history(moderator)
    content = report(client, name).select_one(".desk-report")
    assert content.select("[style], style, script") == []


def test_a_topic_leads_to_its_queue(client, moderator) -> None:
    comment = comment_on("Eyes")
    topic = comment.page.specific.topics.get()
    link = report(client).select_one(".desk-report__table td a")
    assert (link.text.strip(), link["href"]) == (
        "Eyes",
        f"{reverse('qa_desk:queue')}?topic={topic.pk}",
    )


@pytest.mark.parametrize("name", ["report", "log"])
@pytest.mark.parametrize("export", ["", "csv", "xlsx"])
def test_readers_addresses_are_on_no_report(client, name: str, export: str) -> None:
    user = grant(UserFactory(), "moderate_comment", "see_personal_data")
    client.force_login(user)
    receipt = ReceiptFactory(
        confirmed=True,
        email="ada@example.org",
        comment__state="pending",
        comment__name="Adalind",
        comment__network_address="192.0.2.7",
    )
    set_state(comment=receipt.comment, to="rejected", by=user)
    response = client.get(reverse(f"qa_desk:{name}"), {"export": export})
    if export == "xlsx":
        text = str(xlsx_rows(client, name))
    else:
        text = response.getvalue().decode() if response.streaming else response.text
    assert not [data for data in ("ada@example.org", "Adalind", "192.0.2.7") if data in text]


def statements(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
        assert response.getvalue()  # a file is read while it is sent
    return len(captured)


def more(number: int, moderator) -> None:
    """Let that many topics have a decision, a reply and something that waits."""
    for _ in range(number):
        comment = comment_on(f"Topic of {UserFactory()}")
        set_state(comment=comment, to="public", by=UserFactory())
        CommentFactory(reply_to=comment, expert=comment.page.specific.expert)
        CommentFactory(page=comment.page, state="pending")


def test_more_comments_take_no_more_statements(client, moderator, subtests) -> None:
    names = [reverse(f"qa_desk:{name}") for name in ("report", "log")]
    addresses = [f"{name}{query}" for name in names for query in ("", "?export=csv")]
    more(2, moderator)
    few = {address: statements(client, address) for address in addresses}
    more(38, moderator)
    for address in addresses:
        with subtests.test(address):
            assert statements(client, address) == few[address]
