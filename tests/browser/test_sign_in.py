"""Staff sign in: without scripts by a password and an app, with one by a passkey alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import obstacles, views, without_script
from tests.factories import UserFactory, home_page
from tests.factories.sign_in import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _required(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def site(live_server) -> str:
    home_page()
    UserFactory(admin=True, username="ada")
    return live_server.url


@pytest.fixture
def with_device(page: Page) -> Iterator[Page]:
    """Return a page whose browser has a device that can keep passkeys, and always agrees."""
    commands = page.context.new_cdp_session(page)
    commands.send("WebAuthn.enable")
    commands.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    commands.send("WebAuthn.disable")


def enter(page: Page) -> None:
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


@without_script
def test_an_app_is_set_up_and_opens_the_admin_without_scripts(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/")
    enter(page)
    expect(page.get_by_text("This site asks for a second factor")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    expect(page.locator(".key")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_label("The code that the app shows now").fill(code_of(page.inner_text(".key")))
    page.get_by_role("button", name="Set up").click()
    code = page.locator(".codes code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    enter(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{site}/admin/")


def test_a_passkey_signs_in_without_a_password(with_device: Page, site: str) -> None:
    page = with_device
    page.goto(f"{site}/admin/")
    enter(page)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Username")).to_be_visible()
    page.goto(f"{site}/admin/pages/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/admin/pages/")


def test_a_device_that_knows_no_passkey_is_said_so(with_device: Page, site: str) -> None:
    page = with_device
    page.route("**/login/passkey/", lambda route: route.abort())
    page.goto(f"{site}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work.")


def test_axe_finds_nothing_on_the_way_in(page: Page, site: str) -> None:
    page.goto(f"{site}/account/login/")
    found = [found for _view in views(page) for found in obstacles(page)]
    enter(page)
    expect(page.get_by_text("This site asks for a second factor")).to_be_visible()
    for path in ("", "app/"):
        page.goto(f"{site}/account/{path}")
        found += [found for _view in views(page) for found in obstacles(page)]
    assert found == []
