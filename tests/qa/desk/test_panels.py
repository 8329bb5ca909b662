"""What the dashboard and the editor of an article tell moderators about comments."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qa.comments.models import Comment, Report
from qa.comments.policy import CommentPolicy
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    UserFactory,
    editor,
    grant,
    home_page,
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


def edit(page: QAPage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def beside(client, page) -> BeautifulSoup | None:
    return get(client, edit(page)).select_one("[data-side-panel=discussion]")


def all_of(page: QAPage) -> str:
    return f"{reverse('qa_desk:all')}?page={page.pk}"


@pytest.fixture
def article() -> QAPage:
    return QAPageFactory()


def test_the_editor_counts_the_comments_by_state_and_leads_there(
    client, moderator, article
) -> None:
    for state in ("pending", "public", "public"):
        CommentFactory(page=article, state=state)
    CommentFactory(state="spam")
    rows = beside(client, article).select(".desk-panel__states li")
    assert {row.a["href"]: " ".join(row.text.split()) for row in rows} == {
        f"{all_of(article)}&state=pending": "Pending 1",
        f"{all_of(article)}&state=public": "Public 2",
    }


def test_a_number_in_the_editor_leads_to_as_many_cards(client, moderator, article) -> None:
    for state in ("pending", "public", "public"):
        CommentFactory(page=article, state=state)
    CommentFactory()
    address = f"{all_of(article)}&state=public"
    assert address in links(beside(client, article), ".desk-panel__states")
    assert len(get(client, address).select(".desk-card")) == 2


def test_the_editor_leads_to_all_comments_of_the_page(client, moderator, article) -> None:
    comment = CommentFactory(page=article)
    CommentFactory()
    assert links(beside(client, article), "")[all_of(article)] == "All comments on this page"
    cards = get(client, all_of(article)).select(".desk-card")
    assert [card["id"] for card in cards] == [f"comment-{comment.pk}"]


def test_the_button_beside_the_editor_counts_what_waits(client, moderator, article) -> None:
    for state in ("pending", "pending", "public"):
        CommentFactory(page=article, state=state)
    button = get(client, edit(article)).select_one("[data-side-panel-toggle=discussion]")
    assert button.text.strip() == "2"


def test_the_editor_shows_the_five_newest_with_their_state(client, moderator, article) -> None:
    for days in range(6):
        CommentFactory(page=article, name=f"{days} days", posted_at=days_ago(days))
    newest = CommentFactory(page=article, name="Ada", state="pending")
    items = beside(client, article).select(".desk-panel__newest li")
    assert [item.a.text for item in items] == ["Ada", *(f"{days} days" for days in range(4))]
    assert items[0].a["href"] == f"{reverse('qa_desk:queue')}?comment={newest.pk}"
    assert "Pending" in items[0].text


def test_the_editor_says_so_where_nobody_has_commented(client, moderator, article) -> None:
    assert "Nobody has commented yet." in beside(client, article).text


@pytest.mark.parametrize("level", ["page", "section", "site"])
def test_the_editor_tells_the_policy_that_holds(client, moderator, level: str) -> None:
    policy = CommentPolicy.HOLD_ALL
    section = QAIndexPageFactory(comment_policy=policy if level == "section" else "")
    page = QAPageFactory(parent=section, comment_policy=policy if level == "page" else "")
    CommentSettingsFactory(comment_policy=policy if level == "site" else CommentPolicy.OPEN)
    assert str(policy.label) in beside(client, page).text


def test_a_draft_does_not_change_the_policy_that_holds(client, moderator) -> None:
    page = QAPageFactory(comment_policy=CommentPolicy.HOLD_ALL)
    page.comment_policy = CommentPolicy.HIDDEN
    page.save_revision()
    assert str(CommentPolicy.HOLD_ALL.label) in beside(client, page).text


def test_the_editor_opens_a_page_outside_every_site(client, moderator) -> None:
    section = QAIndexPageFactory()
    page = QAPageFactory(parent=section)
    section.move(home_page().get_root(), pos="last-child")
    assert "Comment policy" not in beside(client, page).text


def test_wagtails_own_panels_stay_beside_it(client, moderator, article) -> None:
    panels = get(client, edit(article)).select("[data-side-panel]")
    names = [panel["data-side-panel"] for panel in panels]
    assert names == ["status", "preview", "checks", "comments", "discussion"]


def test_what_wagtail_renews_after_saving_comes_without_it(client, moderator, article) -> None:
    soup = get(client, f"{edit(article)}?_w_hydrate_create_view=1")
    assert "discussion" not in str(soup)


def test_pages_without_a_discussion_have_no_such_panel(client, moderator, article) -> None:
    assert beside(client, article.get_parent()) is None


def test_an_alias_has_no_such_panel(client, moderator, article) -> None:
    alias = article.create_alias(update_slug="again")
    assert client.get(edit(alias)).status_code == 200
    assert beside(client, alias) is None


@pytest.mark.parametrize("rights", [[], ["reply_as_expert"], ["see_personal_data"]])
def test_nobody_else_has_it_in_the_editor(client, article, rights: list[str]) -> None:
    client.force_login(editor(*rights))
    CommentFactory(page=article, state="pending", text="My cheek twitches.")
    assert beside(client, article) is None
    assert "My cheek twitches." not in client.get(edit(article)).text


def test_a_moderator_of_another_section_does_not_have_it_in_the_editor(client, article) -> None:
    client.force_login(editor("moderate_comment", page=QAIndexPageFactory()))
    CommentFactory(page=article, state="pending", text="My cheek twitches.")
    assert beside(client, article) is None
    assert "My cheek twitches." not in client.get(edit(article)).text


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


def test_the_editor_takes_as_many_statements_for_one_comment_as_for_thirty(
    client, moderator, article
) -> None:
    taken = {}
    for comments in (1, 30):
        while article.discussion_comments.count() < comments:
            CommentFactory(page=article, state="pending", expert=ExpertPageFactory())
        taken[comments] = statements(client, edit(article))
    assert taken[1] == taken[30]
