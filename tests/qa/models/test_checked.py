"""When an answer was reviewed, by whom, and what had to be corrected."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from tests.factories import ExpertPageFactory, QAPageFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 5, 3)
TOMORROW = timezone.localdate() + datetime.timedelta(days=2)


def soup_of(client, page) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url).content, "html.parser")


def test_readers_see_who_reviewed_the_answer_and_when(client) -> None:
    reviewer = ExpertPageFactory(title="Dr Second")
    soup = soup_of(client, QAPageFactory(reviewed_on=DAY, reviewer=reviewer))
    checked = soup.select_one(".facts__checked")
    assert checked.time["datetime"] == "2026-05-03"
    assert (checked.a.text, checked.a["href"]) == ("Dr Second", reviewer.url)


def test_a_reviewer_whose_profile_is_withdrawn_is_named_without_a_link(client) -> None:
    reviewer = ExpertPageFactory(title="Dr Second", live=False)
    soup = soup_of(client, QAPageFactory(reviewed_on=DAY, reviewer=reviewer))
    assert "Dr Second" in soup.select_one(".facts__checked").text
    assert soup.select_one(".facts__checked a") is None


def test_an_answer_nobody_reviewed_says_nothing_of_it(client) -> None:
    assert soup_of(client, QAPageFactory()).select_one(".facts__checked") is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reviewed_on": TOMORROW}, "reviewed_on"),
        ({"reviewer": "other"}, "reviewed_on"),
        ({"reviewer": "author", "reviewed_on": DAY}, "reviewer"),
    ],
)
def test_a_review_that_cannot_be_is_refused_at_its_field(fields: dict, field: str) -> None:
    page = QAPageFactory()
    people = {"other": ExpertPageFactory(), "author": page.expert}
    for name, value in fields.items():
        setattr(page, name, people.get(value, value))
    with pytest.raises(ValidationError) as refusal:
        page.full_clean()
    assert list(refusal.value.error_dict) == [field]


def test_a_reviewer_cannot_be_deleted_away_from_the_answer() -> None:
    page = QAPageFactory(reviewed_on=DAY, reviewer=ExpertPageFactory())
    with pytest.raises(ProtectedError):
        page.reviewer.delete()


def test_corrections_are_shown_and_announced_at_the_head(client) -> None:
    correction = {"type": "correction", "value": {"date": "2026-05-03", "text": "<p>Not 4.</p>"}}
    soup = soup_of(client, QAPageFactory(corrections=[correction]))
    assert soup.select_one(".facts a[href='#corrections']")
    assert soup.select_one(".corrections dt").text == "3 May 2026"
    assert soup.select_one(".corrections dd").text.strip() == "Not 4."


def test_key_points_that_open_the_answer_stand_before_the_contents(client) -> None:
    points = {"type": "key_points", "value": {"title": "", "points": ["Short."]}}
    body = [points, *(section(f"Part {number}", "Text.") for number in range(3))]
    soup = soup_of(client, QAPageFactory(body=body))
    assert soup.select_one(".key-points").find_next("nav", id="contents")


def test_citations_and_references_lead_to_each_other(client) -> None:
    sources = {"type": "references", "value": [{"title": "One"}, {"title": "Two"}]}
    soup = soup_of(client, QAPageFactory(body=[section("Part", "Known [2]."), sources]))
    there = soup.select_one(".citation a")
    assert there["href"] == "#reference-2"
    back = soup.select_one("#reference-2 .reference__back")
    assert back["href"] == f"#{there['id']}"
    assert soup.select_one("#reference-1 .reference__back") is None
