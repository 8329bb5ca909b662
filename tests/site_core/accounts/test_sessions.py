"""How long a session lasts, and what ends it."""

import time

import pytest
from django.conf import settings
from django.test import Client

from site_core.accounts import sessions
from tests.factories import UserFactory, grant
from tests.factories.sign_in import ADMIN, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return grant(UserFactory())


def later(monkeypatch, seconds: int) -> None:
    now = time.time() + seconds
    monkeypatch.setattr(sessions.time, "time", lambda: now)


def test_it_ends_twelve_hours_after_signing_in_even_if_used(client, staff, monkeypatch) -> None:
    enter(client, staff)
    later(monkeypatch, sessions.LONGEST + 1)
    assert client.get(ADMIN).status_code == 302


def test_it_lasts_until_then(client, staff, monkeypatch) -> None:
    enter(client, staff)
    later(monkeypatch, sessions.LONGEST - 1)
    assert client.get(ADMIN).status_code == 200


def test_one_that_does_not_say_when_it_began_is_over(client, staff) -> None:
    enter(client, staff)
    session = client.session
    del session[sessions.BEGAN]
    session.save()
    assert client.get(ADMIN).status_code == 302


def test_use_puts_off_its_end_but_not_at_each_request(client, staff, monkeypatch) -> None:
    enter(client, staff)
    began = client.session[sessions.SEEN]
    later(monkeypatch, sessions.NOTED_EVERY - 10)
    client.get(ADMIN)
    assert client.session[sessions.SEEN] == began
    later(monkeypatch, sessions.NOTED_EVERY + 10)
    client.get(ADMIN)
    assert client.session[sessions.SEEN] > began


def test_unused_it_ends_after_two_hours_or_with_the_browser(client, staff) -> None:
    enter(client, staff)
    assert settings.SESSION_COOKIE_AGE == 7200
    assert client.cookies["sessionid"]["max-age"] == ""


def test_a_new_password_signs_out_everywhere_else(client, staff) -> None:
    elsewhere = Client()
    for one in (client, elsewhere):
        enter(one, staff)
    password = "a new and longer one"
    names = {"first_name": "Ada", "last_name": "Byron", "email": "ada@example.org"}
    client.post(
        "/admin/account/",
        {
            **{f"name_email-{name}": value for name, value in names.items()},
            "password-old_password": "correct horse",
            "password-new_password1": password,
            "password-new_password2": password,
            "locale-preferred_language": "",
            "theme-theme": "system",
            "theme-contrast": "system",
            "theme-density": "default",
            "theme-keyboard_shortcuts": "on",
        },
    )
    staff.refresh_from_db()
    assert staff.check_password(password)
    assert (client.get(ADMIN).status_code, elsewhere.get(ADMIN).status_code) == (200, 302)


def test_readers_get_no_session_and_no_cookie(client) -> None:
    assert list(client.get("/").cookies) == []


def test_signing_out_ends_it(client, staff) -> None:
    enter(client, staff)
    client.post("/admin/logout/")
    assert client.get(ADMIN).status_code == 302


@pytest.mark.parametrize("path", ["/admin/logout/", "/account/logout/"])
def test_only_a_form_signs_out(path: str, client, staff) -> None:
    enter(client, staff)
    assert client.get(path).status_code == 405
    assert client.get(ADMIN).status_code == 200
