"""Who is told that somebody may be in danger."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Page, Site

from qa.comments import alerts
from qa.comments.models import GroupCommentPermission
from site_core.foundation.models import SiteSettings
from tests.factories import CommentFactory, CommentSettingsFactory, QAPageFactory, UserFactory

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


def test_of_any_page_at_all_every_moderator_is_told() -> None:
    moderator(QAPageFactory(), email="mod@example.org")
    moderator(QAPageFactory(), email="other@example.org")
    found = alerts.addresses_for(None, CommentSettingsFactory())
    assert found == ["mod@example.org", "other@example.org"]


def test_an_address_stands_for_its_user_however_it_is_written() -> None:
    user = UserFactory(email="mod@example.org")
    assert alerts.user_behind("Mod@Example.org") == user


def test_an_address_that_users_share_stands_for_none_of_them() -> None:
    UserFactory(email="mod@example.org")
    UserFactory(email="MOD@example.org", is_active=False)
    assert alerts.user_behind("mod@example.org") is None


def test_an_address_of_no_user_stands_for_none() -> None:
    UserFactory(email="mod@example.org")
    assert alerts.user_behind("other@example.org") is None


def ways(state: str, user) -> set[str]:
    return set(alerts.ways_to_decide(CommentFactory(state=state), user, "http://localhost"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("pending", {"desk", "publish", "reject"}),
        ("spam", {"desk", "publish", "reject"}),
        ("public", {"desk", "publish", "reject"}),
        ("rejected", {"desk", "publish"}),
        ("withdrawn", {"desk"}),
    ],
)
def test_a_moderator_is_offered_what_can_be_decided(state: str, expected: set[str]) -> None:
    assert ways(state, UserFactory(admin=True)) == expected


def test_who_moderates_nothing_here_is_offered_the_desk_only() -> None:
    assert ways("pending", moderator(QAPageFactory())) == ways("pending", None) == {"desk"}


def test_a_site_without_any_address_is_unwatched() -> None:
    UserFactory(admin=True, email="")
    CommentSettingsFactory()
    assert alerts.unwatched_sites() == [Site.objects.get()]


def test_one_administrator_with_an_address_watches_every_site() -> None:
    UserFactory(admin=True, email="root@example.org")
    CommentSettingsFactory()
    assert alerts.unwatched_sites() == []
