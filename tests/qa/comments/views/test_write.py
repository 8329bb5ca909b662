"""The form: what it shows, what it gives back, and what becomes of what it takes."""

import pytest
from django.conf import settings
from django.test import Client

from qa.comments.models import Comment, Following, Receipt
from qa.comments.views.write import what_happens
from tests.factories import (
    CommentFactory,
    CommentSettingsFactory,
    ExpertPageFactory,
    QAPageFactory,
    UserFactory,
    comment_form,
    expert_user,
)
from tests.qa.comments.reading import form_of, pressed_again, soup_of, typed_in

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "name": "Ada <of> London",
    "email": "ada@example.org",
    "text": "Two lines,\r\nand <b>signs</b> & “quotes”.",
    "follow": "on",
}


def form_address(page) -> str:
    return f"{page.url}comment/"


def sent(client, page=None, **typed):
    return client.post(form_address(page or QAPageFactory()), comment_form(**typed))


def errors_in(response) -> str:
    return soup_of(response).select_one(".errors[role=alert]").text


def test_the_form_is_empty_at_first(client) -> None:
    values = typed_in(client.get(form_address(QAPageFactory())))
    values.pop("csrfmiddlewaretoken")
    assert values.pop("sheet")
    assert set(values.values()) == {""}


def test_the_form_says_what_is_agreed_to_and_what_it_is_not_for(client) -> None:
    CommentSettingsFactory(consent_text="I agree.", medical_notice="No advice.")
    form = form_of(client.get(form_address(QAPageFactory())))
    assert form.select_one(".form__consent").text == "I agree."
    assert "No advice." in form.select_one(".form__notice").text


def test_no_cache_keeps_the_form_and_no_search_engine_lists_it(client) -> None:
    response = client.get(form_address(QAPageFactory()))
    assert "no-store" in response["Cache-Control"]
    assert soup_of(response).select_one('meta[name="robots"]')["content"] == "noindex"


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize(
    ("policy", "words"),
    [
        ("open", "appears at once."),
        ("hold_first", "A moderator reads your first comment"),
        ("hold_all", "A moderator reads every comment"),
    ],
)
def test_the_form_says_what_happens_before_anything_is_sent(client, policy, words, required):
    rules = CommentSettingsFactory(comment_policy=policy, email_required=required)
    next_steps = form_of(client.get(form_address(QAPageFactory()))).select_one(".form__next").text
    assert next_steps == what_happens(policy, rules, [])
    assert words in next_steps
    assert ("If you give an e-mail address" in next_steps) is not required


def test_a_form_without_the_token_of_its_page_is_refused() -> None:
    response = sent(Client(enforce_csrf_checks=True))
    assert response.status_code == 403
    assert not Comment.objects.exists()


def test_the_form_of_the_page_is_taken_with_its_token() -> None:
    client = Client(enforce_csrf_checks=True)
    shown = client.get(form_address(QAPageFactory()))
    typed = {"name": "Ada", "text": "Thank you."}
    assert pressed_again(client, shown, **typed).status_code == 302


def test_a_comment_leads_to_its_receipt(client) -> None:
    response = sent(client)
    assert response.status_code == 302
    assert client.get(response.url).status_code == 200
    assert Receipt.objects.exists()


def test_everything_that_was_typed_is_stored(client) -> None:
    page = QAPageFactory()
    sent(client, page, **EVERYTHING)
    comment = Comment.objects.get()
    assert comment.user_name == EVERYTHING["name"]
    assert comment.user_email == EVERYTHING["email"]
    assert comment.comment == EVERYTHING["text"].replace("\r\n", "\n")
    assert (comment.page_id, comment.ip_address) == (page.pk, "127.0.0.1")
    assert Following.objects.get().root_id == comment.pk


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"text": "x" * (settings.COMMENT_MAX_LENGTH + 1)}, {"email": "ada@"}]
)
def test_whatever_is_wrong_everything_typed_comes_back(client, wrong: dict) -> None:
    typed = {**EVERYTHING, **wrong}
    response = sent(client, **typed)
    assert response.status_code == 422
    came_back = typed_in(response)
    assert {name: came_back[name] for name in typed} == typed
    assert not Comment.objects.exists()


def test_a_form_that_came_back_is_the_same_sheet(client) -> None:
    typed = comment_form(name="")
    response = client.post(form_address(QAPageFactory()), typed)
    assert typed_in(response)["sheet"] == typed["sheet"]


def test_a_form_that_came_back_can_be_put_right_and_sent(client) -> None:
    response = sent(client, name="")
    assert pressed_again(client, response, name="Ada").status_code == 302


def test_what_was_typed_comes_back_as_text_not_as_code(client) -> None:
    response = sent(client, name="", text="</textarea><script>alert(1)</script>")
    assert "<script>alert" not in response.text


def test_errors_are_announced_and_lead_to_their_fields(client) -> None:
    soup = soup_of(sent(client, name="", text=""))
    links = soup.select(".errors[role=alert] a")
    assert [link["href"] for link in links] == ["#id_name", "#id_text"]
    assert all(soup.select_one(link["href"]) for link in links)


def test_a_wrong_field_says_so_itself(client) -> None:
    soup = soup_of(sent(client, text=""))
    field = soup.select_one("#id_text")
    assert field["aria-invalid"] == "true"
    described_by = [soup.find(id=name).text for name in field["aria-describedby"].split()]
    assert "Write your comment." in described_by[-1]


def test_the_cursor_is_in_the_first_wrong_field_only(client) -> None:
    soup = soup_of(sent(client, name="", text=""))
    assert [field["id"] for field in soup.select("[autofocus]")] == ["id_name"]


def test_the_cursor_is_at_the_message_where_the_whole_form_is_refused(client) -> None:
    ExpertPageFactory(title="Dr Jane Olsen")
    soup = soup_of(sent(client, name="Dr Jane Olsen"))
    (focused,) = soup.select("[autofocus]")
    assert "errors" in focused["class"]


def test_an_address_is_asked_for_where_the_site_needs_one(client) -> None:
    CommentSettingsFactory(email_required=True)
    response = sent(client, email="")
    assert response.status_code == 422
    assert "Give an address" in errors_in(response)


def test_a_preview_shows_the_comment_as_readers_will_see_it(client) -> None:
    response = sent(client, action="preview", name="Ada", text="One.\n\n<b>Two</b>.")
    shown = soup_of(response).select_one(".shown-as")
    assert response.status_code == 200
    assert "Ada" in shown.text
    assert "<b>Two</b>." in shown.text
    assert len(shown.select(".comment__text p")) == 2


def test_a_preview_stores_nothing_and_sends_nothing(client, deliver_mail) -> None:
    sent(client, action="preview", **EVERYTHING)
    assert not Comment.objects.exists()
    assert not Receipt.objects.exists()
    assert not Following.objects.exists()
    assert deliver_mail() == []


def test_what_was_previewed_can_be_posted(client) -> None:
    response = sent(client, action="preview", **EVERYTHING)
    assert pressed_again(client, response).status_code == 302
    assert Comment.objects.get().user_email == EVERYTHING["email"]


def test_a_wrong_form_is_not_previewed(client) -> None:
    response = sent(client, action="preview", text="")
    assert response.status_code == 422
    assert not soup_of(response).select(".shown-as")


def test_the_same_sheet_twice_is_one_comment_with_one_receipt(client) -> None:
    page, typed = QAPageFactory(), comment_form()
    first, second = (client.post(form_address(page), typed) for _ in range(2))
    assert first.url == second.url
    assert Comment.objects.count() == 1


def test_a_locked_page_says_so_and_gives_back_what_was_typed(client) -> None:
    response = sent(client, QAPageFactory(locked=True), text="Many words.")
    assert response.status_code == 403
    assert soup_of(response).select_one("textarea[readonly]").text == "Many words."
    assert not Comment.objects.exists()


def test_a_closed_discussion_shows_no_form(client) -> None:
    CommentSettingsFactory(comment_policy="closed")
    response = client.get(form_address(QAPageFactory()))
    assert response.status_code == 403
    assert form_of(response) is None


def test_a_discussion_that_closes_while_the_form_is_sent_gives_the_text_back(client, monkeypatch):
    page = QAPageFactory()
    monkeypatch.setattr("qa.comments.posting.takes_comments", lambda page, rules: False)
    response = sent(client, page, text="Many words.")
    assert response.status_code == 403
    assert soup_of(response).select_one("textarea[readonly]").text == "Many words."


def expert_at(client, **fields):
    expert = ExpertPageFactory(user=expert_user(), title="Dr Jane Olsen", **fields)
    client.force_login(expert.user)
    return expert


def test_an_expert_who_is_logged_in_is_asked_for_nothing_but_the_text(client) -> None:
    expert_at(client)
    response = client.get(form_address(QAPageFactory()))
    assert set(typed_in(response)) == {"csrfmiddlewaretoken", "text"}
    assert "You write as Dr Jane Olsen." in form_of(response).text


def test_an_expert_who_is_logged_in_posts_as_that_expert_at_once(client) -> None:
    expert = expert_at(client)
    CommentSettingsFactory(comment_policy="hold_all")
    response = sent(client, name="Somebody else", text="See your doctor.")
    comment = Comment.objects.get()
    assert (comment.expert, comment.user_name) == (expert, "Dr Jane Olsen")
    assert (comment.state, comment.user) == ("public", expert.user)
    assert response.url == comment.get_absolute_url()


def test_an_expert_can_preview_too(client) -> None:
    expert_at(client)
    response = sent(client, action="preview", text="See your doctor.")
    assert "Expert reply" in soup_of(response).select_one(".shown-as").text
    assert not Comment.objects.exists()


def test_an_expert_cannot_write_into_a_closed_discussion(client) -> None:
    expert_at(client)
    CommentSettingsFactory(comment_policy="closed")
    assert sent(client).status_code == 403


def test_the_account_of_an_unpublished_profile_gets_the_form_of_readers(client) -> None:
    expert_at(client, live=False)
    assert "name" in typed_in(client.get(form_address(QAPageFactory())))


def test_an_expert_without_the_right_gets_the_form_of_readers(client) -> None:
    client.force_login(ExpertPageFactory(user=UserFactory()).user)
    assert "name" in typed_in(client.get(form_address(QAPageFactory())))


def test_the_right_holds_for_its_section_only(client) -> None:
    here, elsewhere = QAPageFactory(), QAPageFactory()
    user = expert_user(page=here)
    ExpertPageFactory(user=user)
    client.force_login(user)
    assert "name" not in typed_in(client.get(form_address(here)))
    assert "name" in typed_in(client.get(form_address(elsewhere)))


def test_another_account_posts_as_any_reader(client) -> None:
    client.force_login(UserFactory(admin=True))
    sent(client, name="Ada")
    comment = Comment.objects.get()
    assert (comment.expert, comment.user_name, comment.user) == (None, "Ada", None)


@pytest.mark.parametrize("field", ["expert", "state", "user", "quotes", "quoted_text"])
def test_no_field_of_the_form_makes_an_expert_of_a_reader(client, field: str) -> None:
    expert = ExpertPageFactory()
    above = CommentFactory()
    value = {"expert": expert.pk, "state": "public", "quotes": above.pk}.get(field, "1")
    sent(client, above.page, **{field: value})
    comment = Comment.objects.exclude(pk=above.pk).get()
    assert (comment.expert, comment.user, comment.quotes) == (None, None, None)
    assert (comment.quoted_text, comment.state) == ("", "pending")
