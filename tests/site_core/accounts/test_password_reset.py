"""A new password by mail."""

import re

import pytest

from tests.factories import UserFactory, grant
from tests.factories.sign_in import ADMIN, enter, with_app

pytestmark = pytest.mark.django_db
RESET = "/account/password_reset/"
NEW = "a new and longer one"


@pytest.fixture
def staff():
    return grant(UserFactory(email="ada@example.org"))


@pytest.fixture
def link(client, staff, deliver_mail) -> str:
    client.post(RESET, {"email": staff.email})
    [mail] = deliver_mail()
    return re.search(r"http://[^/]+(/account/password_reset/confirm/\S+)", mail.body)[1]


def set_password(client, link: str, password: str = NEW):
    form = client.get(link).url
    return client.post(form, {"new_password1": password, "new_password2": password})


def test_the_link_sets_a_new_password(client, staff, link) -> None:
    assert set_password(client, link).url == "/account/login/"
    assert enter(client, staff, password=NEW).url == ADMIN


def test_it_signs_nobody_in(client, link) -> None:
    set_password(client, link)
    assert client.get(ADMIN).status_code == 302


def test_it_leaves_the_second_factor(client, staff, link) -> None:
    with_app(staff)
    set_password(client, link)
    assert enter(client, staff, password=NEW).url == "/account/login/code/"


def test_it_works_once(client, link) -> None:
    set_password(client, link)
    assert "This link is over" in client.get(link).content.decode()


@pytest.mark.parametrize(
    "password", ["too short", "password1234", "123456789012345"], ids=["short", "common", "digits"]
)
def test_a_weak_password_is_refused(password: str, client, staff, link) -> None:
    set_password(client, link, password)
    staff.refresh_from_db()
    assert not staff.check_password(password)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, staff, deliver_mail) -> None:
    answers = [client.post(RESET, {"email": one}) for one in (staff.email, "no@example.org")]
    assert {(one.status_code, one.url) for one in answers} == {(302, f"{RESET}done/")}
    assert len(deliver_mail()) == 1


def test_a_closed_account_gets_no_mail(client, staff, deliver_mail) -> None:
    staff.is_active = False
    staff.save()
    client.post(RESET, {"email": staff.email})
    assert deliver_mail() == []


def test_the_fourth_mail_within_a_quarter_of_an_hour_is_refused(client, staff) -> None:
    answers = [client.post(RESET, {"email": staff.email}).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]


def test_wagtails_own_form_leads_here(client) -> None:
    assert client.get("/admin/password_reset/").url == RESET
    assert client.post("/admin/password_reset/confirm/MQ/a-b/", {}).url == RESET
