"""Rights on comments in Wagtail's own group form."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from qa.comments.permissions import (
    user_can_moderate,
    user_can_reply_as_expert,
    user_manages_rules,
)
from tests.factories import QAPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(client):
    client.force_login(UserFactory(admin=True))
    return QAPageFactory()


def save(client, group: Group, *rows: tuple[int, list[str]]):
    forms = {}
    for number, (page_id, rights) in enumerate(rows):
        forms |= {
            f"comment_permissions-{number}-page": page_id,
            f"comment_permissions-{number}-permissions": rights,
        }
    management = {
        f"{panel}-{field}": len(rows) if (panel, field) == ("comment_permissions", TOTAL) else 0
        for panel in PANELS
        for field in (TOTAL, "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }
    data = {"name": group.name, **management, **forms}
    return client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), data)


TOTAL = "TOTAL_FORMS"
PANELS = [
    "page_permissions",
    "collection_permissions",
    "image_permissions",
    "document_permissions",
    "comment_permissions",
]


def test_rights_are_given_and_taken_back_page_by_page(client, article) -> None:
    group = Group.objects.create(name="Readers' desk")
    user = UserFactory()
    user.groups.add(group)
    save(client, group, (article.pk, ["moderate_comment"]))
    assert user_can_moderate(user, article)
    assert not user_can_moderate(user, QAPageFactory())
    save(client, group, (article.pk, ["reply_as_expert"]))
    user = type(user).objects.get(pk=user.pk)
    assert not user_can_moderate(user, article)
    assert user_can_reply_as_expert(user, article)


def test_the_form_shows_what_is_given(client, article) -> None:
    group = Group.objects.create(name="Readers' desk")
    save(client, group, (article.pk, ["moderate_comment"]))
    html = client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).text
    assert 'id="id_comment_permissions-0-page"' in html
    assert "Comment permissions" in html


def test_a_new_site_has_groups_for_both(db) -> None:
    assert {"Moderators", "Experts"} <= set(Group.objects.values_list("name", flat=True))


def test_the_form_offers_to_let_a_group_manage_the_rules(client, article) -> None:
    group = Group.objects.create(name="Rule makers")
    rules = Permission.objects.get(codename="change_commentsettings")
    html = client.get(reverse("wagtailusers_groups:edit", args=[group.pk])).content
    box = BeautifulSoup(html, "html.parser").select_one(f'[name=permissions][value="{rules.pk}"]')
    assert box["type"] == "checkbox"
    user = UserFactory()
    assert not user_manages_rules(user)
    group.permissions.add(rules)
    user.groups.add(group)
    assert user_manages_rules(type(user).objects.get(pk=user.pk))
