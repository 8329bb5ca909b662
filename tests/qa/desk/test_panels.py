"""What the dashboard tells moderators about comments."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qa.comments.models import Comment, Report
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    QAIndexPageFactory,
    QAPageFactory,
    UserFactory,
    editor,
    grant,
)

pytestmark = pytest.mark.django_db

NOTHING_WAITS = "Nothing waits for you."


@pytest.fixture
def moderator(client):
    """Return a moderator of everything who edits pages, logged in."""
    user = editor("moderate_comment")
    client.force_login(user)
    return user


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def get(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def report(comment: Comment, days: int = 0) -> None:
    made = Report.objects.create(comment=comment, reason="harmful")
    Report.objects.filter(pk=made.pk).update(reported_at=days_ago(days))


def links(soup: BeautifulSoup, inside: str) -> dict[str, str]:
    """Return what each link inside says, by its address."""
    return {link["href"]: " ".join(link.text.split()) for link in soup.select(f"{inside} a[href]")}


def dashboard(client) -> BeautifulSoup | None:
    return get(client, reverse("wagtailadmin_home")).select_one("#comments-waiting-section")


def longest(client) -> list[str]:
    return [link.text.split(" on ")[0] for link in dashboard(client).select(".title a")]


def test_the_dashboard_counts_what_waits_and_leads_there(client, moderator) -> None:
    for _number in range(2):
        CommentFactory(state="pending")
    report(CommentFactory())
    assert links(dashboard(client), ".desk-panel__numbers") == {
        reverse("qa_desk:queue"): "Pending 2",
        reverse("qa_desk:reported"): "Reported 1",
        reverse("qa_desk:unanswered"): "Unanswered by an expert 1",
    }


def test_the_dashboard_leaves_out_what_does_not_wait(client, moderator) -> None:
    CommentFactory(state="pending")
    shown = links(dashboard(client), ".desk-panel__numbers")
    assert list(shown) == [reverse("qa_desk:queue")]


def test_the_dashboard_has_a_friendly_word_where_nothing_waits(client, moderator) -> None:
    CommentFactory(state="spam")
    panel = dashboard(client)
    assert NOTHING_WAITS in panel.text
    assert not panel.select("table, .desk-panel__numbers")


def test_the_dashboard_names_the_three_that_wait_longest(client, moderator) -> None:
    for name, days in (("Ada", 2), ("Bo", 4), ("Cy", 1), ("Di", 3)):
        CommentFactory(name=name, state="pending", posted_at=days_ago(days))
    assert longest(client) == ["Bo", "Di", "Ada"]


def test_a_report_waits_since_it_came_not_since_the_comment_did(client, moderator) -> None:
    CommentFactory(name="Ada", state="pending", posted_at=days_ago(2))
    report(CommentFactory(name="Bo", posted_at=days_ago(900)), days=1)
    report(CommentFactory(name="Cy", posted_at=days_ago(5)), days=3)
    report(CommentFactory(name="Di"))
    assert longest(client) == ["Cy", "Ada", "Bo"]


def test_who_may_be_in_danger_comes_first_and_is_marked_in_words(client, moderator) -> None:
    for name, days in (("Ada", 4), ("Bo", 3), ("Cy", 2)):
        CommentFactory(name=name, state="pending", posted_at=days_ago(days))
    urgent = CommentFactory(name="Di", state="pending")
    Comment.objects.filter(pk=urgent.pk).update(is_urgent=True)
    assert longest(client) == ["Di", "Ada", "Bo"]
    first, second, _third = dashboard(client).select("tbody tr")
    assert "somebody may be in danger" in first.text
    assert "somebody may be in danger" not in second.text


def test_the_dashboard_tells_the_text_the_article_and_the_age(client, moderator) -> None:
    page = QAPageFactory(title="Is it safe?")
    text = "My cheek twitches. " * 20
    CommentFactory(page=page, state="pending", text=text, posted_at=days_ago(3))
    row = dashboard(client).select_one("tbody tr").text.replace("\xa0", " ")
    assert "on “Is it safe?”" in row
    assert "My cheek twitches." in row
    assert text not in row
    assert "3 days ago" in row


@pytest.mark.parametrize("is_reported", [False, True])
def test_the_dashboard_leads_to_the_card(client, moderator, is_reported: bool) -> None:
    CommentFactory(name="Bo", state="pending")
    comment = CommentFactory(name="Ada", state="public" if is_reported else "pending")
    if is_reported:
        report(comment)
    link = dashboard(client).select_one(f".title a[href$='?comment={comment.pk}']")
    cards = get(client, link["href"]).select(".desk-card")
    assert [card["id"] for card in cards] == [f"comment-{comment.pk}"]


def test_the_dashboard_of_one_section_tells_of_no_other(client) -> None:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    for section, name in ((here, "Ada"), (elsewhere, "Bo"), (elsewhere, "Cy")):
        CommentFactory(page=QAPageFactory(parent=section), name=name, state="pending")
    assert longest(client) == ["Ada"]
    assert "Pending 1" in links(dashboard(client), ".desk-panel__numbers").values()


@pytest.mark.parametrize("rights", [[], ["reply_as_expert"], ["see_personal_data"]])
def test_nobody_else_has_it_on_the_dashboard(client, rights: list[str]) -> None:
    client.force_login(editor(*rights))
    CommentFactory(state="pending", text="My cheek twitches.")
    assert dashboard(client) is None
    assert "My cheek twitches." not in client.get(reverse("wagtailadmin_home")).text


def statements(client, address: str) -> int:
    client.get(address)  # paths of sites are remembered once
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def test_the_dashboard_takes_as_many_statements_for_two_pages_as_for_thirty(
    client, moderator
) -> None:
    taken = {}
    for pages in (2, 30):
        while QAPage.objects.count() < pages:
            CommentFactory(state="pending")
            report(CommentFactory())
        taken[pages] = statements(client, reverse("wagtailadmin_home"))
    assert taken[2] == taken[30]
