"""Who is told that somebody may be in danger."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Page, Site

from qa.comments import alerts
from qa.comments.models import GroupCommentPermission
from site_core.foundation.models import SiteSettings
from tests.factories import CommentSettingsFactory, QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def moderator(page: Page, *, right: str = "moderate_comment", **user):
    """Return a user whose group has a right on the page and all below it."""
    group, _ = Group.objects.get_or_create(name=f"{right} on {page.pk}")
    permission = Permission.objects.get(codename=right)
    GroupCommentPermission.objects.get_or_create(group=group, page=page, permission=permission)
    made = UserFactory(**user)
    made.groups.add(group)
    return made


def told(page: Page | None = None, **rules) -> list[str]:
    return alerts.addresses_for(page or QAPageFactory(), CommentSettingsFactory(**rules))


def contact(email: str) -> None:
    site = CommentSettingsFactory().site
    SiteSettings.objects.update_or_create(site=site, defaults={"contact_email": email})


@pytest.mark.parametrize("where", ["page", "section", "root"])
def test_whoever_moderates_the_page_is_told(where: str) -> None:
    page = QAPageFactory()
    on = {"page": page, "section": page.get_parent(), "root": Page.objects.get(depth=1)}[where]
    moderator(on, email="mod@example.org")
    assert told(page) == ["mod@example.org"]


def test_whoever_moderates_another_page_is_not_told() -> None:
    moderator(QAPageFactory(), email="mod@example.org")
    assert told(QAPageFactory()) == []


def test_another_right_on_the_comments_makes_no_moderator() -> None:
    page = QAPageFactory()
    moderator(page, right="reply_as_expert", email="expert@example.org")
    assert told(page) == []


def test_who_has_left_is_not_told() -> None:
    page = QAPageFactory()
    moderator(page, email="mod@example.org", is_active=False)
    UserFactory(admin=True, email="root@example.org", is_active=False)
    assert told(page) == []


def test_moderators_administrators_and_the_contact_address_are_told_together() -> None:
    page = QAPageFactory()
    contact("hello@example.org")
    moderator(page, email="mod@example.org")
    UserFactory(admin=True, email="root@example.org")
    UserFactory(admin=True, email="")
    assert told(page) == ["hello@example.org", "mod@example.org", "root@example.org"]


def test_alert_addresses_take_the_place_of_all_others() -> None:
    contact("hello@example.org")
    UserFactory(admin=True, email="root@example.org")
    assert told(alert_addresses="a@example.org\n\nb@example.org") == [
        "a@example.org",
        "b@example.org",
    ]


def test_everybody_is_told_once() -> None:
    page = QAPageFactory()
    contact("Mod@example.org")
    one = moderator(page, email="mod@example.org", is_superuser=True)
    one.groups.add(moderator(page.get_parent(), email="MOD@example.org").groups.get())
    assert told(page) == ["Mod@example.org"]


def test_a_site_without_any_address_is_unwatched() -> None:
    UserFactory(admin=True, email="")
    CommentSettingsFactory()
    assert alerts.unwatched_sites() == [Site.objects.get()]


def test_one_administrator_with_an_address_watches_every_site() -> None:
    UserFactory(admin=True, email="root@example.org")
    CommentSettingsFactory()
    assert alerts.unwatched_sites() == []
