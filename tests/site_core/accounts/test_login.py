"""The one way in, and that no other is left."""

import pytest
from django.urls import get_resolver, reverse
from rest_framework.views import APIView
from wagtail.models import Locale

from tests.factories import UserFactory, grant
from tests.factories.sign_in import ADMIN, CODE, LOGIN, code_now, enter, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return grant(UserFactory())


def test_a_password_opens_the_admin_where_no_second_factor_is_asked_for(client, staff) -> None:
    assert enter(client, staff).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_a_wrong_password_opens_nothing_and_says_so(client, staff) -> None:
    response = enter(client, staff, password="wrong")
    assert "do not belong together" in response.content.decode()
    assert client.get(ADMIN).status_code == 302


def test_whoever_has_an_app_is_asked_for_its_code(client, staff) -> None:
    with_app(staff)
    assert enter(client, staff).url == CODE
    assert client.get(ADMIN).status_code == 302


def test_the_code_of_the_app_opens_the_admin(client, staff) -> None:
    assert enter(client, staff, app=with_app(staff)).url == ADMIN
    assert client.get(ADMIN).status_code == 200


def test_a_code_opens_nothing_a_second_time(client, staff) -> None:
    app = with_app(staff)
    enter(client, staff, app=app)
    client.logout()
    enter(client, staff)
    assert client.post(CODE, {"code": code_now(app)}).status_code == 200


def test_a_recovery_code_opens_the_admin_once(client, staff) -> None:
    with_app(staff)
    code = staff.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    answers = []
    for _time in range(2):
        enter(client, staff)
        answers.append(client.post(CODE, {"code": code}).status_code)
        client.logout()
    assert answers == [302, 200]


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/", "/de/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_wagtails_own_forms_let_nobody_in(path: str, method: str, client, staff) -> None:
    Locale.objects.get_or_create(language_code="de")
    given = {"username": staff.username, "password": "correct horse"}
    assert getattr(client, method)(path, given).url.startswith(LOGIN)
    assert client.get(ADMIN).status_code == 302


def test_wagtails_own_forms_lead_on_to_what_was_asked_for(client) -> None:
    assert client.get("/admin/login/?next=/admin/pages/").url == f"{LOGIN}?next=%2Fadmin%2Fpages%2F"


def test_no_other_form_asks_for_a_password(client) -> None:
    known = get_resolver().reverse_dict
    others = ("signup", "change_password", "set_password", "email", "request_login_code")
    assert [name for name in others if f"account_{name}" in known] == []
    assert client.get("/account/signup/").status_code == 404


@pytest.mark.parametrize("path", ["/api/v1/answers/", "/api/v1/openapi.json"])
def test_the_api_looks_at_no_password(path: str, client) -> None:
    assert APIView.authentication_classes == []  # of views that are still to be written, too
    wrong = "Basic dXNlcjp3cm9uZw=="
    assert client.get(path, headers={"authorization": wrong}).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http://localhost/x"],
)
def test_nobody_is_led_to_another_site(address: str, client, staff) -> None:
    given = {"login": staff.username, "password": "correct horse", "next": address}
    assert client.post(LOGIN, given).url == ADMIN


def test_whoever_asked_for_a_page_gets_there(client, staff) -> None:
    given = {"login": staff.username, "password": "correct horse", "next": "/admin/pages/"}
    assert client.post(LOGIN, given).url == "/admin/pages/"


def test_an_account_without_rights_ends_at_its_own_page_and_not_in_a_circle(client) -> None:
    enter(client, UserFactory(username="reader"))
    response = client.get(ADMIN, follow=True)
    assert response.redirect_chain[-1][0] == reverse("mfa_index")


def test_a_closed_account_gets_the_answer_of_a_wrong_password(client, staff) -> None:
    staff.is_active = False
    staff.save()
    assert "do not belong together" in enter(client, staff).content.decode()


def test_the_form_sets_no_session(client) -> None:
    assert list(client.get(LOGIN).cookies) == ["csrftoken"]


def test_nobody_keeps_the_pages_of_accounts(client) -> None:
    assert client.get(LOGIN)["Cache-Control"] == "no-store, private"


def test_the_session_gets_a_new_key_at_sign_in(client, staff) -> None:
    client.cookies["sessionid"] = "a" * 32
    enter(client, staff)
    assert client.cookies["sessionid"].value != "a" * 32
