"""The queue: what waits, for whom, and what a card tells."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from qa.comments.models import HeldAuthor, Report
from qa.comments.notices import alert_moderators
from qa.comments.permissions import comments_for
from qa.desk import counting
from qa.desk import queue as desk_queue
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    ReceiptFactory,
    TopicFactory,
    UserFactory,
    grant,
)

pytestmark = pytest.mark.django_db

TABS = ["queue", "reported", "unanswered", "spam", "all"]


@pytest.fixture
def moderator(client):
    """Return a moderator of everything, who is logged in."""
    user = grant(UserFactory(), "moderate_comment")
    client.force_login(user)
    return user


def queue(client, tab: str = "queue", **query) -> BeautifulSoup:
    return BeautifulSoup(client.get(reverse(f"qa_desk:{tab}"), query).content, "html.parser")


def names(soup: BeautifulSoup) -> list[str]:
    return [heading.text.split("\n")[0].strip() for heading in soup.select(".desk-card h2")]


def test_each_tab_shows_what_it_says(client, moderator) -> None:
    for name, state in (("Ada", "pending"), ("Bo", "spam"), ("Cy", "public"), ("Di", "rejected")):
        comment = CommentFactory(name=name, state=state)
    Report.objects.create(comment=CommentFactory(name="Eve"), reason="spam")
    Report.objects.create(comment=comment, reason="spam")  # decided on already
    shown = {tab: sorted(names(queue(client, tab))) for tab in TABS}
    assert shown == {
        "queue": ["Ada"],
        "reported": ["Eve"],
        "unanswered": ["Cy", "Eve"],
        "spam": ["Bo"],
        "all": ["Ada", "Bo", "Cy", "Di", "Eve"],
    }


def test_what_waits_longest_comes_first(client, moderator) -> None:
    for name in ("Ada", "Bo"):
        CommentFactory(name=name, state="pending")
    assert names(queue(client)) == ["Ada", "Bo"]


@pytest.mark.parametrize("rights", [[], ["reply_as_expert"], ["see_personal_data"]])
@pytest.mark.parametrize("tab", TABS)
def test_nobody_else_is_let_in(client, tab: str, rights: list[str]) -> None:
    client.force_login(grant(UserFactory(), *rights))
    assert client.get(reverse(f"qa_desk:{tab}")).status_code != 200


def test_a_moderator_of_one_section_sees_no_other(client) -> None:
    here, elsewhere = QAIndexPageFactory(), QAIndexPageFactory()
    client.force_login(grant(UserFactory(), "moderate_comment", page=here))
    for section, name in ((here, "Ada"), (elsewhere, "Bo")):
        CommentFactory(page=QAPageFactory(parent=section), name=name, state="pending")
    assert names(queue(client)) == ["Ada"]


def test_rights_on_an_article_do_not_reach_the_next(client) -> None:
    here, elsewhere = QAPageFactory(), QAPageFactory()
    user = grant(UserFactory(), "moderate_comment", page=here)
    mine = CommentFactory(page=here)
    CommentFactory(page=elsewhere)
    assert list(comments_for(user)) == [mine]


def test_the_card_leads_to_the_article_and_its_section(client, moderator) -> None:
    section = QAIndexPageFactory(title="Ask about nerves")
    answer = QAPageFactory(parent=section, title="Does it heal?")
    CommentFactory(page=answer, state="pending")
    links = {link.text: link["href"] for link in queue(client).select(".desk-card .w-help-text a")}
    assert links["Does it heal?"] == reverse("wagtailadmin_pages:edit", args=[answer.pk])
    assert links["Ask about nerves"] == reverse("wagtailadmin_explore", args=[section.pk])


def test_the_card_says_why_a_comment_is_held(client, moderator) -> None:
    finding = {"rule": "prices", "verdict": 2, "reason": "It names a price."}
    ReceiptFactory(comment__state="pending", findings=[finding])
    assert "It names a price." in queue(client).select_one(".desk-card").text


@pytest.mark.parametrize(
    ("receipt", "words"),
    [
        ({"confirmed": True}, "The address is confirmed."),
        ({"email": "ada@example.org"}, "anybody could have typed it"),
        ({}, "cannot be recognised"),
    ],
    ids=["confirmed", "typed", "none"],
)
def test_the_card_says_how_far_the_author_can_be_trusted(
    client, moderator, receipt: dict, words: str
) -> None:
    ReceiptFactory(comment__state="pending", **receipt)
    assert words in queue(client).select_one(".desk-card").text


def test_the_card_counts_what_became_of_the_authors_other_comments(client, moderator) -> None:
    for state in ("public", "public", "rejected", "pending"):
        ReceiptFactory(confirmed=True, email="ada@example.org", comment__state=state)
    card = queue(client).select_one(".desk-card").text
    assert "Public: 2" in card
    assert "Rejected: 1" in card


@pytest.mark.parametrize("may", [True, False])
def test_addresses_are_for_those_who_may_see_them(client, may: bool) -> None:
    rights = ["moderate_comment", *(["see_personal_data"] if may else [])]
    client.force_login(grant(UserFactory(), *rights))
    ReceiptFactory(
        confirmed=True,
        email="ada@example.org",
        comment__state="pending",
        comment__network_address="192.0.2.7",
    )
    html = str(queue(client))
    assert ("ada@example.org" in html) is may
    assert ("192.0.2.7" in html) is may


def test_reports_are_on_the_card(client, moderator) -> None:
    Report.objects.create(comment=CommentFactory(), reason="harmful", detail="Do not do that.")
    assert "Do not do that." in queue(client, "reported").select_one(".desk-card").text


def test_text_and_names_are_searched(client, moderator) -> None:
    CommentFactory(name="Ada", text="My cheek twitches.", state="pending")
    CommentFactory(name="Zelda", text="Nothing.", state="pending")
    assert names(queue(client, q="cheek")) == ["Ada"]
    assert names(queue(client, q="zel")) == ["Zelda"]


def test_filters_combine(client, moderator) -> None:
    topic = TopicFactory()
    page = QAPageFactory(topics=[topic])
    finding = [{"rule": "prices", "verdict": 2, "reason": "It names a price."}]
    ReceiptFactory(
        comment__page=page, comment__name="Ada", comment__state="pending", findings=finding
    )
    ReceiptFactory(comment__page=page, comment__name="Bo", comment__state="pending")
    ReceiptFactory(comment__name="Cy", comment__state="pending", findings=finding)
    assert names(queue(client, topic=topic.pk, reason="prices")) == ["Ada"]
    assert names(queue(client, page=page.pk)) == ["Ada", "Bo"]


def test_a_section_stands_for_all_its_articles(client, moderator) -> None:
    comment = CommentFactory(state="pending", name="Ada")
    CommentFactory(state="pending", page=ExpertPageFactory().get_parent(), name="Bo")
    assert names(queue(client, page=comment.page.get_parent().pk)) == ["Ada"]


def test_an_author_is_found_by_a_confirmed_address_only(client) -> None:
    client.force_login(grant(UserFactory(), "moderate_comment", "see_personal_data"))
    ReceiptFactory(
        confirmed=True, email="ada@example.org", comment__state="pending", comment__name="Ada"
    )
    ReceiptFactory(email="ada@example.org", comment__state="pending", comment__name="Typed")
    assert names(queue(client, address="ADA@example.org")) == ["Ada"]


def test_one_comment_can_be_looked_at_alone(client, moderator) -> None:
    first = CommentFactory(state="pending", name="Ada")
    CommentFactory(state="pending", name="Bo")
    assert names(queue(client, comment=first.pk)) == ["Ada"]


@pytest.mark.parametrize("comment", ["x", "9" * 30, "-1"])
def test_a_number_of_no_comment_changes_nothing(client, moderator, comment: str) -> None:
    CommentFactory(state="pending", name="Ada")
    assert client.get(reverse("qa_desk:queue"), {"comment": comment}).status_code == 200


def test_the_menu_counts_what_waits(client, moderator) -> None:
    CommentFactory(state="pending")
    Report.objects.create(comment=CommentFactory(), reason="spam")
    assert "Comments (2)" in client.get(reverse("wagtailadmin_home")).text


def test_no_number_is_counted_to_its_end(client, moderator, monkeypatch) -> None:
    monkeypatch.setattr(counting, "COUNTED_TO", 3)
    for state in ("pending", "spam"):
        for _ in range(4):
            CommentFactory(state=state)
    numbers = [number.text for number in queue(client).select(".desk__tabs .w-status")]
    assert numbers == ["2+", "0", "0", "2+"]
    assert desk_queue.numbers_waiting(moderator)[""] == 3


def test_the_menu_asks_once_and_not_for_the_tabs(client, moderator) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("wagtailadmin_account"))
    asked = [query["sql"] for query in captured if "qa_comments_comment" in query["sql"]]
    assert len(asked) == 1
    assert "qa_comments_decline" not in asked[0]


def test_the_keys_are_in_the_list_of_all_keys(client, moderator) -> None:
    html = client.get(reverse("wagtailadmin_home")).text
    _before, _start, dialog = html.partition('id="keyboard-shortcuts-dialog"')
    assert "Undo the last decision, within ten seconds" in dialog
    assert "Toggle sidebar" in dialog


@pytest.mark.parametrize("wanted", [True, False])
def test_keys_can_be_turned_off_in_the_account(client, moderator, wanted: bool) -> None:
    UserProfile.objects.create(user=moderator, keyboard_shortcuts=wanted)
    assert queue(client).select_one("[data-desk-keys]")["data-desk-keys"] == (
        "on" if wanted else "off"
    )


def test_held_authors_are_listed_by_the_name_they_used_last(client, moderator) -> None:
    receipt = ReceiptFactory(confirmed=True, comment__name="Ada")
    HeldAuthor.objects.create(address_key=receipt.address_key, held_by=moderator, reason="Adverts")
    text = BeautifulSoup(client.get(reverse("qa_desk:held_authors")).content, "html.parser").text
    assert "Ada" in text
    assert "Adverts" in text
    assert f"{timezone.localdate():%Y}" in text


def statements(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.parametrize("comments", [3, 60])
def test_the_queue_stays_in_its_budget(client, moderator, comments: int) -> None:
    """Beside what every page of the admin asks for: who is there, and what they may do."""
    for number in range(comments):
        ReceiptFactory(confirmed=True, comment__state="pending", comment__name=f"R {number}")
    addresses = [reverse("wagtailadmin_account"), reverse("qa_desk:queue")]
    for address in addresses:
        client.get(address)
    frame, all_together = (statements(client, address) for address in addresses)
    assert all_together - frame <= 12


def test_who_may_be_in_danger_comes_first(client, moderator) -> None:
    CommentFactory(state="pending", name="Ada")
    urgent = CommentFactory(state="pending", name="Bo")
    alert_moderators(urgent, CommentSettingsFactory())
    assert names(queue(client)) == ["Bo", "Ada"]


def test_what_no_expert_has_answered_has_a_tab(client, moderator) -> None:
    CommentFactory(reply_to=CommentFactory(name="Ada"), expert=ExpertPageFactory(title="Dr Roe"))
    CommentFactory(name="Bo")
    assert names(queue(client, "unanswered")) == ["Bo"]


@pytest.mark.parametrize("comments", [3, 20])
def test_answers_to_experts_cost_nothing_more(client, moderator, comments: int) -> None:
    asked = CommentFactory()
    for number in range(comments):
        expert = ExpertPageFactory()
        reply = CommentFactory(reply_to=asked, expert=expert)
        CommentFactory(reply_to=reply, state="pending", name=f"R {number}")
    addresses = [reverse("wagtailadmin_account"), reverse("qa_desk:queue")]
    for address in addresses:
        client.get(address)
    frame, all_together = (statements(client, address) for address in addresses)
    assert all_together - frame <= 12


def test_a_list_is_counted_no_further_than_some_beyond_the_page(
    client, moderator, monkeypatch
) -> None:
    monkeypatch.setattr(desk_queue.QueueView, "paginate_by", 2)
    monkeypatch.setattr(desk_queue.QueueView, "counted_beyond", 2)
    sent = [CommentFactory(state="pending").pk for _ in range(9)]
    first = queue(client)
    assert "More than 4 comments" in first.select_one(".pagination").text
    address = f"{reverse('qa_desk:queue')}?p=4"
    assert [card.comment.pk for card in client.get(address).context["cards"]] == sent[6:8]
    last = client.get(f"{reverse('qa_desk:queue')}?p=5")
    assert "9 comments" in last.text
    assert "more than" not in last.text.lower()


@pytest.mark.parametrize("number", ["9" * 5_000, "-1", "x", "²"])
def test_a_page_that_no_list_has_is_answered_all_the_same(client, number) -> None:
    client.force_login(UserFactory(admin=True))
    CommentFactory(state="pending", name="Ada")
    assert names(queue(client, p=number)) == ["Ada"]
