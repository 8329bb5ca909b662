"""First set-up, and every start after it."""

import re
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site as DjangoSite
from django.core.management import call_command
from wagtail.models import Site

from qa.models import QAPage
from tests.factories import QAIndexPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def prepare(*, no_demo: bool = True) -> str:
    """Prepare the site, without the demo unless asked, and return what the command says."""
    output = StringIO()
    call_command("prepare", no_demo=no_demo, stdout=output)
    return output.getvalue()


def printed_password(said: str) -> str:
    return re.search(r"with the password (\S+)", said)[1]


def test_one_administrator_is_created_who_can_log_in(client) -> None:
    password = printed_password(prepare())
    assert get_user_model().objects.get(is_superuser=True).username == "admin"
    client.post("/account/login/", {"login": "admin", "password": password})
    assert client.get("/admin/").status_code == 200


def test_the_password_is_long_and_another_one_each_time() -> None:
    first = printed_password(prepare())
    get_user_model().objects.all().delete()
    second = printed_password(prepare())
    assert first != second
    assert len(first) >= 16


def test_the_password_is_printed_once() -> None:
    said = prepare()
    assert said.count(printed_password(said)) == 1


def test_a_second_start_prints_nothing_and_keeps_the_password() -> None:
    password = printed_password(prepare())
    assert prepare() == ""
    assert get_user_model().objects.get().check_password(password)


def test_a_site_with_an_administrator_gets_no_second_one() -> None:
    UserFactory(admin=True)
    assert prepare() == ""
    assert get_user_model().objects.count() == 1


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("https://www.example.org", "www.example.org", 443),
        ("http://127.0.0.1:8001", "127.0.0.1", 8001),
        ("http://www.example.org", "www.example.org", 80),
    ],
)
def test_the_site_is_named_by_its_address(address: str, host: str, port: int, settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = address
    prepare()
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_url) == (host, port, address)


def test_the_site_that_comments_belong_to_takes_the_same_name(settings) -> None:
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8001"
    prepare()
    assert DjangoSite.objects.get().domain == "127.0.0.1:8001"


def test_an_empty_site_stays_empty_if_asked_to() -> None:
    prepare(no_demo=True)
    assert not QAPage.objects.exists()


def test_a_site_with_a_section_of_its_own_gets_no_demo() -> None:
    QAIndexPageFactory()
    prepare(no_demo=False)
    assert not QAPage.objects.exists()


def test_a_site_that_was_used_and_emptied_is_not_filled_again() -> None:
    UserFactory()
    prepare(no_demo=False)
    assert not QAPage.objects.exists()
