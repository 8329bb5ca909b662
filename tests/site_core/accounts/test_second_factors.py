"""Where a second factor is asked for, nothing opens without."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.users.models import UserProfile

from home.models import StandardPage
from tests.factories import QAPageFactory, UserFactory, editor, grant, home_page
from tests.factories.sign_in import ADMIN, LOGIN, code_now, code_of, enter, with_app

pytestmark = pytest.mark.django_db
SECURITY, APP = "/account/", "/account/app/"


@pytest.fixture
def staff():
    return grant(UserFactory())


@pytest.fixture
def required(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def end_of(client, path: str) -> str:
    """Return where whoever asks for *path* is led in the end."""
    return client.get(path, follow=True).redirect_chain[-1][0]


def test_whoever_has_none_is_led_to_set_one_up(required, client, staff) -> None:
    enter(client, staff)
    assert end_of(client, ADMIN) == SECURITY


def test_until_then_nothing_of_the_admin_opens(required, client) -> None:
    user = editor()
    page = QAPageFactory()
    page.save_revision()
    enter(client, user)
    for path in (
        ADMIN,
        "/admin/account/",
        "/admin/pages/",
        "/admin/api/main/pages/",
        "/admin/images/chooser/",
        "/admin/comments/",
        f"/admin/pages/{page.pk}/view_draft/",
        f"/admin/pages/{page.pk}/edit/preview/",
        "/styleguide/",
    ):
        assert client.get(path).url.startswith(LOGIN), path


def test_scripts_of_the_admin_are_refused_until_then(required, client, staff) -> None:
    enter(client, staff)
    asked = client.get("/admin/pages/", headers={"x-requested-with": "XMLHttpRequest"})
    assert asked.status_code == 403


def test_a_private_page_does_not_open_either(required, client, staff) -> None:
    page = QAPageFactory()
    page.view_restrictions.create(restriction_type="login")
    enter(client, staff)
    assert client.get(page.url).url.startswith(LOGIN)


def test_no_page_of_the_site_can_stand_where_half_a_sign_in_counts(required, client, staff) -> None:
    above = home_page().add_child(instance=StandardPage(title="Account", slug="account"))
    page = StandardPage(title="Private", slug="private")
    above.add_child(instance=page)
    page.view_restrictions.create(restriction_type="login")
    enter(client, staff)
    assert client.get("/account/private/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_setting_an_app_up_opens_the_admin(required, client) -> None:
    home_page()  # the tables are empty here, and the admin begins with the tree
    enter(client, UserFactory(admin=True))
    client.get(APP)
    response = client.post(APP, {"code": code_of(client.session["mfa.totp.secret"])})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(ADMIN).status_code == 200


def test_a_wrong_code_sets_nothing_up(required, client, staff) -> None:
    enter(client, staff)
    client.get(APP)
    client.post(APP, {"code": "000000"})
    assert not Authenticator.objects.exists()


def test_a_session_that_came_about_by_a_password_alone_is_asked_for_the_code(
    required, client, staff
) -> None:
    app = with_app(staff)
    client.force_login(staff)  # as by a form that somebody adds one day
    again = end_of(client, ADMIN)
    assert again == "/account/again/code/?next=%2Fadmin%2F"
    client.post(again, {"code": code_now(app)})
    assert client.get(ADMIN).status_code == 200


@pytest.mark.parametrize("path", [f"{APP}remove/", "/account/passkeys/add/", "/account/codes/"])
def test_such_a_session_changes_no_second_factor(path: str, required, client, staff) -> None:
    with_app(staff)
    client.force_login(staff)
    assert client.get(path).url.startswith("/account/again/code/")


def test_the_password_does_not_stand_in_for_the_code(client, staff) -> None:
    with_app(staff)
    client.force_login(staff)
    assert client.get("/account/again/").url.startswith("/account/again/code/")


def test_removing_the_last_one_closes_the_admin_again(required, client, staff) -> None:
    enter(client, staff, app=with_app(staff))
    client.post("/account/app/remove/")
    assert end_of(client, ADMIN) == SECURITY


def test_the_secret_is_not_stored_as_it_is(staff) -> None:
    app = with_app(staff)
    assert app.data["secret"].startswith("gAAAA")


def test_with_another_secret_key_the_code_opens_nothing(client, staff, settings) -> None:
    app = with_app(staff)
    enter(client, staff)
    code = code_now(app)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]  # so that the session itself lives on
    settings.SECRET_KEY = "another-one-" * 6
    assert client.post("/account/login/code/", {"code": code}).status_code == 200


def test_looking_at_the_codes_shows_those_that_are_left(client, staff) -> None:
    enter(client, staff, app=with_app(staff))
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    shown = client.get("/account/codes/").content.decode()
    assert [code for code in codes if code not in shown] == []


def test_nobody_touches_the_passkeys_of_others(client, staff) -> None:
    theirs = Authenticator.objects.create(user=UserFactory(), type="webauthn", data={"name": "Key"})
    enter(client, staff)
    assert client.post(f"/account/passkeys/{theirs.pk}/remove/").status_code == 404


def test_an_operator_takes_it_away_and_ends_the_sessions(client, staff, capsys) -> None:
    enter(client, staff, app=with_app(staff))
    call_command("reset_second_factor", staff.username)
    assert not Authenticator.objects.exists()
    assert client.get(ADMIN).status_code == 302
    assert "1 session(s) were ended" in capsys.readouterr().out


def test_sessions_of_others_go_on(client, staff) -> None:
    enter(client, staff)
    call_command("reset_second_factor", UserFactory(username="other").username)
    assert client.get(ADMIN).status_code == 200


def test_a_name_that_nobody_has_is_said_to_be_wrong() -> None:
    with pytest.raises(CommandError, match="no account"):
        call_command("reset_second_factor", "nobody")


def test_the_account_of_editors_leads_to_their_security(client, staff) -> None:
    enter(client, staff)
    assert f'href="{SECURITY}"' in client.get("/admin/account/").content.decode()


@pytest.mark.parametrize(("preferred", "heading"), [("de", "Sicherheit"), ("cy", "Diogelwch")])
def test_it_speaks_the_language_of_the_account(preferred: str, heading: str, client, staff) -> None:
    UserProfile.objects.create(user=staff, preferred_language=preferred)
    enter(client, staff)
    assert f"<h1>{heading}</h1>" in client.get(SECURITY).content.decode()
