"""Readers write to an expert through the site."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from qa.experts import contact
from qa.experts.models import ExpertPage, Message
from qa.notifications.worker import housekeeping
from tests.data.hostile import KINDS, raw
from tests.factories import ExpertPageFactory, sheet_shown

pytestmark = pytest.mark.django_db

ADDRESS = "jane@clinic.example"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def expert() -> ExpertPage:
    return ExpertPageFactory(
        title="Dr Jane Roe", slug="jane-roe", takes_messages=True, message_address=ADDRESS
    )


def message(**typed) -> dict[str, str]:
    """Return the form as people fill it in, with *typed* in place of the usual."""
    return {
        "name": "Ada",
        "email": "ada@example.org",
        "text": "May I ask how long a nerve takes to grow?",
        "website": "",
        "sheet": sheet_shown(),
        **typed,
    }


def send(client, expert: ExpertPage, **typed):
    return client.post(f"{expert.url}contact/", message(**typed))


def reasons(response) -> str:
    return BeautifulSoup(response.content, "html.parser").select_one(".errors").text


def test_nobody_can_be_written_to_unless_the_editors_say_so(client) -> None:
    expert = ExpertPageFactory(message_address=ADDRESS)
    assert "contact/" not in client.get(expert.url).text
    assert client.get(f"{expert.url}contact/").status_code == 404
    assert send(client, expert).status_code == 404
    assert client.get(f"{expert.url}contact/sent/").status_code == 404


def test_the_profile_leads_to_the_form(expert: ExpertPage, client) -> None:
    assert 'href="/experts/jane-roe/contact/"' in client.get(expert.url).text


def test_a_message_is_mailed_to_the_expert_who_can_answer_it(
    expert: ExpertPage, client, deliver_mail
) -> None:
    response = send(client, expert)
    assert response.status_code == 302
    assert response["Location"] == "/experts/jane-roe/contact/sent/"
    (mail,) = deliver_mail()
    assert mail.to == [ADDRESS]
    assert mail.message()["Reply-To"] == "ada@example.org"
    assert "how long a nerve takes" in mail.body


def test_no_page_shows_the_address_of_the_expert(expert: ExpertPage, client) -> None:
    wrong = send(client, expert, email="no address")
    receipt = client.get(send(client, expert)["Location"])
    pages = [wrong, receipt, client.get(expert.url), client.get(f"{expert.url}contact/")]
    assert not [page for page in pages if ADDRESS in page.text]


def test_nothing_is_kept_of_a_message_that_was_sent(
    expert: ExpertPage, client, deliver_mail
) -> None:
    send(client, expert)
    deliver_mail()
    kept = Message.objects.get()
    assert (kept.name, kept.email, kept.text) == ("", "", "")
    Message.objects.update(sent_at=timezone.now() - timedelta(days=2))
    housekeeping.send(sender=None)
    assert not Message.objects.exists()


def test_the_same_sheet_sends_one_mail(expert: ExpertPage, client, deliver_mail) -> None:
    sheet = sheet_shown()
    assert {send(client, expert, sheet=sheet).status_code for _ in range(2)} == {302}
    assert len(deliver_mail()) == 1


def test_a_message_is_not_sent_once_the_expert_takes_none(
    expert: ExpertPage, client, deliver_mail
) -> None:
    send(client, expert)
    ExpertPage.objects.update(takes_messages=False)
    assert deliver_mail() == []


@pytest.mark.parametrize("field", ["name", "email", "text"])
def test_a_form_that_lacks_something_comes_back_whole(
    field: str, expert: ExpertPage, client
) -> None:
    response = send(client, expert, **{"name": "Grace", "text": "Keep me.", field: ""})
    assert response.status_code == 422
    assert all(typed in response.text for typed in ("Grace", "Keep me.") if field == "email")
    assert not Message.objects.exists()


def test_the_field_that_people_do_not_see_is_a_trap(expert: ExpertPage, client) -> None:
    response = send(client, expert, website="https://spam.example")
    assert response.status_code == 422
    assert "advertising" in reasons(response)


def test_what_is_doubted_is_asked_a_question(expert: ExpertPage, client) -> None:
    response = send(client, expert, sheet="")  # as programs send it
    assert response.status_code == 422
    assert BeautifulSoup(response.content, "html.parser").select_one("fieldset.challenge")
    assert not Message.objects.exists()


def test_whoever_answers_the_question_goes_on(expert: ExpertPage, client, monkeypatch) -> None:
    monkeypatch.setattr("qa.antispam.challenge.is_solved", lambda **_given: True)
    assert send(client, expert, sheet="").status_code == 302


def test_a_private_message_may_name_a_dose_and_a_telephone_number(
    expert: ExpertPage, client
) -> None:
    text = "I take 20 mg prednisolone; please ring me on 020 7946 0958."
    assert send(client, expert, text=text).status_code == 302


def test_a_network_is_stopped_after_a_few_messages(expert: ExpertPage, client) -> None:
    for number in range(contact.FROM_A_NETWORK):
        assert send(client, expert, email=f"reader{number}@example.org").status_code == 302
    response = send(client, expert)
    assert response.status_code == 429
    assert "try again later" in reasons(response)
    assert client.post(f"{expert.url}contact/", message(), REMOTE_ADDR="198.51.100.7").has_header(
        "Location"
    )


def test_an_address_is_stopped_whatever_networks_it_comes_from(expert: ExpertPage, client) -> None:
    def status(number: int) -> int:
        address = f"10.0.{number}.1"
        return client.post(f"{expert.url}contact/", message(), REMOTE_ADDR=address).status_code

    assert [status(number) for number in range(contact.FROM_AN_ADDRESS + 1)][-2:] == [302, 429]


def test_an_expert_is_not_flooded(expert: ExpertPage, client, monkeypatch) -> None:
    monkeypatch.setattr(contact, "TO_AN_EXPERT", 1)
    send(client, expert)
    response = client.post(
        f"{expert.url}contact/", message(email="b@example.org"), REMOTE_ADDR="198.51.100.7"
    )
    assert response.status_code == 429


def test_help_is_offered_at_once_to_whoever_may_be_in_danger(
    expert: ExpertPage, client, deliver_mail
) -> None:
    response = send(client, expert, text="Some days I want to kill myself.")
    assert "Samaritans" in client.get(response["Location"]).text
    assert len(deliver_mail()) == 1


@pytest.mark.parametrize("field", ["name", "email", "text"])
def test_hostile_words_are_mailed_as_text_or_refused(
    field: str, expert: ExpertPage, client, deliver_mail, monkeypatch
) -> None:
    monkeypatch.setattr(contact, "_limits", lambda *_given: [])
    for value in (values[0] for values in KINDS.values()):
        body = {**message(), field: raw(value)}
        assert client.post(f"{expert.url}contact/", body).status_code in {302, 413, 422}
    for mail in deliver_mail():
        assert mail.to == [ADDRESS]
        assert "<script" not in mail.alternatives[0][0]


@pytest.mark.parametrize("value", ["\0", "\ud800", "x" * 200_000, "\u0315" * 9000])
def test_what_no_text_can_be_never_breaks_the_form(value: str, expert: ExpertPage, client) -> None:
    odd = value.encode("utf-8", "surrogatepass")
    for field in message():
        body = urlencode({**message(), field: odd})
        response = client.post(f"{expert.url}contact/", body, content_type=FORM)
        assert response.status_code in {302, 413, 422, 429}
