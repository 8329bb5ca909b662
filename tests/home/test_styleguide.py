import pytest
from bs4 import BeautifulSoup

from tests.factories import ExpertPageFactory, QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_stranger_is_asked_to_sign_in(client) -> None:
    assert client.get("/styleguide/").url == "/account/login/?next=/styleguide/"


def test_a_user_without_a_place_in_the_admin_is_sent_away(client) -> None:
    client.force_login(UserFactory())
    assert client.get("/styleguide/").status_code == 302


def test_staff_see_each_component_and_nobody_keeps_the_page(client) -> None:
    QAPageFactory(expert=ExpertPageFactory())
    client.force_login(UserFactory(admin=True))
    response = client.get("/styleguide/")
    soup = BeautifulSoup(response.content, "html.parser")
    for component in (
        ".swatch", ".button--plain", ".tag[aria-current]", ".pagination a", ".card",
        ".card--expert", ".key-points", ".callout--emergency", ".references li",
        ".comment--expert .badge", ".comment--tombstone", ".field--wrong", ".errors a",
    ):  # fmt: skip
        assert soup.select_one(component), component
    assert response["Cache-Control"] == "no-store, private"
