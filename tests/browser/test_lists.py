"""Lists, topics, profiles and the contact form in a real browser."""

import datetime

import pytest
from playwright.sync_api import Page, expect

from qa.experts.models import ExpertPage, Qualification, Specialism
from tests.browser.looking import NARROW, WIDE, obstacles, views, without_script
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/ask-our-experts/"


@pytest.fixture
def expert() -> ExpertPage:
    """Return an expert with a full profile and more answers than one page of a list holds."""
    day = datetime.date(2026, 5, 3)
    expert = ExpertPageFactory(
        slug="jane-roe",
        specialisms=[Specialism(name="Pain")],
        qualifications=[Qualification(title="MD", institution="Leeds", year=1994)],
        registration_body="Example Register",
        registration_number="000123",
        registration_checked_on=day,
        interests_declared_on=day,
        takes_messages=True,
        message_address="jane@clinic.example",
    )
    topics = [TopicFactory(name=f"Topic {letter}") for letter in "ABCDEFGHIJ"]
    for number in range(25):
        title = f"What helps, question {number}?"
        pages = QAPageFactory(title=title, expert=expert, topics=topics)
    home = home_page()
    home.featured_answers = [{"type": "answer", "value": pages.pk}]
    home.save()
    CommentFactory(page=pages)
    return expert


def test_axe_finds_nothing_and_nothing_is_too_wide(
    page: Page, live_server, expert, subtests
) -> None:
    paths = (
        "/",
        f"{LIST}?topic=topic-a&year=2024&page=2",
        f"{LIST}?year=1999&expert=jane-roe",
        f"{LIST}topics/topic-a/",
        f"{LIST}a-z/",
        f"{LIST}a-z/w/",
        "/experts/",
        expert.url,
        f"{expert.url}contact/",
        f"{expert.url}contact/sent/?help",
    )
    for path in paths:
        page.goto(live_server.url + path)
        for width, scheme in views(page, [(NARROW, "light"), (WIDE, "dark")]):
            with subtests.test(path, width=width, scheme=scheme):
                assert obstacles(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") == width


@without_script
def test_a_reader_filters_turns_the_page_and_takes_the_filter_back(
    page: Page, live_server, expert
) -> None:
    page.goto(live_server.url + LIST)
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Topic A (25)").check()
    page.get_by_role("button", name="Show answers").click()
    expect(page.get_by_role("heading", name="25 answers")).to_be_visible()
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("Page 2 of 3")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Topic A").click()
    expect(page).to_have_url(live_server.url + LIST)
