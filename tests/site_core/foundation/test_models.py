"""Expiry, which Wagtail leaves to a scheduled command, and what the site calls itself."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from site_core.foundation.models import SiteSettings
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def just_now() -> datetime.datetime:
    return timezone.now() - datetime.timedelta(seconds=1)


def test_a_page_is_not_found_once_it_has_expired(just_now, client) -> None:
    page = ExpertPageFactory(expire_at=just_now)
    assert page.live
    assert client.get(page.url).status_code == 404


def test_a_page_is_found_until_it_expires(client) -> None:
    page = ExpertPageFactory(expire_at=timezone.now() + HOUR)
    assert client.get(page.url).status_code == 200


def test_the_discussion_of_an_expired_answer_is_not_found_either(client) -> None:
    page = QAPageFactory()
    comment = CommentFactory(page=page)
    addresses = [f"{page.url}comments/{end}/" for end in (1, f"thread/{comment.pk}")]
    assert all(client.get(address).status_code != 404 for address in addresses)
    page.expire_at = timezone.now() - HOUR
    page.save()
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_the_topics_of_an_expired_section_are_not_found_either(just_now, client) -> None:
    TopicFactory(name="Nerves")
    index = QAIndexPageFactory(expire_at=just_now)
    assert client.get(f"{index.url}topics/nerves/").status_code == 404


def test_an_answer_below_an_expired_section_is_still_found(just_now, client) -> None:
    page = QAPageFactory(parent=QAIndexPageFactory(expire_at=just_now))
    assert client.get(page.url).status_code == 200


def test_wagtails_own_command_unpublishes_what_has_expired(just_now) -> None:
    page = ExpertPageFactory(expire_at=just_now)
    call_command("publish_scheduled")
    page.refresh_from_db()
    assert not page.live


def test_a_new_site_has_a_name_and_a_disclaimer() -> None:
    site_settings = SiteSettings.for_site(Site.objects.get())
    assert site_settings.site_name == "Ask Our Experts"
    assert "does not replace advice" in site_settings.disclaimer


def test_the_settings_of_the_site_can_be_opened_in_the_admin(admin_client) -> None:
    site = Site.objects.get()
    address = f"/admin/settings/foundation/sitesettings/{site.pk}/"
    assert admin_client.get(address).status_code == 200


def test_the_expiry_of_the_front_page_holds_too(just_now, client) -> None:
    home = home_page()
    home.expire_at = just_now
    home.save()
    assert client.get("/").status_code == 404
