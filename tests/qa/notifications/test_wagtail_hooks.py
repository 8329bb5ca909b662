from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qa.notifications.letters import TOO_LONG, letters
from qa.notifications.queue import send_later
from qa.notifications.tasks import MailFailed
from tests.factories import UserFactory

from .test_views import user_with

pytestmark = pytest.mark.django_db


def dashboard(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("wagtailadmin_home")).text


@pytest.fixture
def failed_mail(greeting) -> None:
    send_later("greeting", comment=7)
    letters().get().set_failed(MailFailed("Timeout"))


@pytest.fixture
def late_mail(greeting) -> None:
    send_later("greeting", after=timezone.now() - TOO_LONG - timedelta(minutes=1), comment=7)


def test_the_dashboard_says_that_mail_failed(failed_mail, client) -> None:
    html = dashboard(client, UserFactory(admin=True))
    assert "1 mail could not be sent." in html
    assert "more than 15 minutes ago" not in html


def test_the_dashboard_says_that_nothing_sends_mail(late_mail, client) -> None:
    html = dashboard(client, user_with("access_admin", "change_sitesettings"))
    assert "1 mail should have gone out more than 15 minutes ago." in html
    assert "could not be sent" not in html


def test_the_dashboard_is_silent_while_all_is_well(greeting, deliver_mail, client) -> None:
    send_later("greeting", comment=7)
    deliver_mail()
    send_later("greeting", comment=8)
    assert "mail-warning" not in dashboard(client, UserFactory(admin=True))


def test_those_who_cannot_help_are_not_told(failed_mail, client) -> None:
    assert "mail-warning" not in dashboard(client, user_with("access_admin"))
