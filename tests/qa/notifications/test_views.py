import csv
import io

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from qa.notifications.letters import failed_letters, letters
from qa.notifications.queue import send_later
from qa.notifications.tasks import DELAYS
from tests.factories import UserFactory

from .samples import ADDRESS

pytestmark = pytest.mark.django_db

REPORT = "qa_notifications:failed_mail"


def user_with(*codenames: str):
    user = UserFactory()
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return user


@pytest.fixture
def failed(greeting, dead_server, deliver_mail):
    """Return the rows of two mails that were given up."""
    send_later("greeting", comment=7)
    send_later("greeting", comment=8)
    deliver_mail()
    for delay in DELAYS:
        deliver_mail(at=timezone.now() + delay)
    return list(failed_letters())


@pytest.fixture
def keeper(client):
    """A browser of someone who may change the settings of the site, and nothing else."""
    client.force_login(user_with("access_admin", "change_sitesettings"))
    return client


def addresses(failed) -> list[tuple[str, str]]:
    return [
        ("get", reverse(REPORT)),
        ("get", reverse("qa_notifications:failed_mail_results")),
        ("get", reverse(REPORT) + "?export=csv"),
        ("post", reverse("qa_notifications:try_all_again")),
        ("post", reverse("qa_notifications:try_again", args=[failed[0].pk])),
    ]


@pytest.mark.parametrize("number", range(5))
def test_others_in_the_admin_neither_see_the_report_nor_try_again(number, failed, client) -> None:
    client.force_login(user_with("access_admin", "change_page"))
    method, address = addresses(failed)[number]
    response = getattr(client, method)(address)
    assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert failed_letters().count() == 2


@pytest.mark.parametrize("number", range(5))
def test_strangers_are_asked_to_log_in(number, failed, client) -> None:
    method, address = addresses(failed)[number]
    response = getattr(client, method)(address)
    assert response.url.startswith(reverse("account_login"))
    assert failed_letters().count() == 2


@pytest.mark.parametrize("user", [{"admin": True}, None], ids=["superuser", "keeper"])
def test_those_who_may_see_what_failed(user, failed, keeper) -> None:
    if user:
        keeper.force_login(UserFactory(**user))
    response = keeper.get(reverse(REPORT))
    assert response.status_code == 200
    assert response.text.count("ConnectionRefusedError") == 2


def test_the_report_is_in_the_menu_of_those_who_may_see_it(keeper) -> None:
    assert reverse(REPORT) in keeper.get(reverse("wagtailadmin_home")).text


def test_the_report_is_not_in_the_menu_of_others(client) -> None:
    client.force_login(user_with("access_admin"))
    assert reverse(REPORT) not in client.get(reverse("wagtailadmin_home")).text


def test_a_report_without_failures_says_so(keeper) -> None:
    response = keeper.get(reverse(REPORT))
    assert "No mail has failed." in response.text
    assert "Try all again" not in response.text


def test_one_mail_is_tried_again(failed, keeper) -> None:
    response = keeper.post(reverse("qa_notifications:try_again", args=[failed[0].pk]), follow=True)
    assert "1 mail is tried again now" in response.text
    assert list(failed_letters()) == [failed[1]]


def test_all_mail_is_tried_again_and_goes_out(failed, keeper, server_is_back, deliver_mail) -> None:
    server_is_back()
    keeper.post(reverse("qa_notifications:try_all_again"))
    assert len(deliver_mail()) == 2
    assert not failed_letters()


def test_a_second_click_finds_nothing_to_do(failed, keeper) -> None:
    address = reverse("qa_notifications:try_again", args=[failed[0].pk])
    keeper.post(address)
    assert "nothing to try again" in keeper.post(address, follow=True).text


def test_mail_that_did_not_fail_is_not_tried_again(greeting, deliver_mail, keeper) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    keeper.post(reverse("qa_notifications:try_again", args=[letters().get().pk]))
    assert letters().get().status == "SUCCESSFUL"


@pytest.mark.parametrize("number", [3, 4])
def test_a_link_alone_tries_nothing_again(number, failed, keeper) -> None:
    _method, address = addresses(failed)[number]
    assert keeper.get(address).status_code == 405
    assert failed_letters().count() == 2


@pytest.mark.parametrize("number", [3, 4])
def test_another_site_cannot_make_the_buttons_be_pressed(number, failed, keeper) -> None:
    keeper.handler.enforce_csrf_checks = True
    _method, address = addresses(failed)[number]
    assert keeper.post(address).status_code == 403


def test_the_buttons_of_the_report_work_as_they_stand(failed, keeper) -> None:
    keeper.handler.enforce_csrf_checks = True
    html = keeper.get(reverse(REPORT)).text
    row = html.split(reverse("qa_notifications:try_again", args=[failed[1].pk]))[1]
    token = row.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    address = reverse("qa_notifications:try_again", args=[failed[1].pk])
    keeper.post(address, {"csrfmiddlewaretoken": token})
    assert list(failed_letters()) == [failed[0]]


def test_the_export_holds_what_the_report_shows_and_nobodys_address(failed, keeper) -> None:
    response = keeper.get(reverse(REPORT) + "?export=csv")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["Kind", "First tried", "Last tried", "Attempts", "Error"]
    assert [row["Error"] for row in rows] == ["ConnectionRefusedError"] * 2
    assert ADDRESS not in text


def test_the_report_counts_mails(failed, keeper) -> None:
    html = keeper.get(reverse(REPORT)).text
    assert "2 mails" in html.split("pagination__end")[1]


def test_the_report_shows_nobodys_address(failed, keeper) -> None:
    assert ADDRESS not in keeper.get(reverse(REPORT)).text


def test_the_report_takes_the_same_queries_however_much_failed(
    failed, keeper, django_assert_num_queries
) -> None:
    keeper.get(reverse(REPORT))  # what is remembered for good
    with CaptureQueriesContext(connection) as few:
        keeper.get(reverse(REPORT))
    letters().update(status="FAILED", exception_class_path="LookupError")
    with django_assert_num_queries(len(few)):
        keeper.get(reverse(REPORT))
