"""How editors bring the site into another language, with Wagtail's own "Translate"."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from tests.factories import QAPageFactory, UserFactory, home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(admin=True))
    return client


def test_the_whole_tree_can_be_translated_in_the_admin(admin) -> None:
    page, german = QAPageFactory(), Locale.objects.create(language_code="de")
    address = reverse("simple_translation:submit_page_translation", args=[home_page().pk])
    admin.post(address, {"locales": [german.pk], "include_subtree": "on"})
    copy = page.get_translation(german)
    assert copy.get_parent().locale == copy.get_parent().get_parent().locale == german
    assert not copy.live  # readers see it once it is translated and published


def test_the_admin_speaks_the_language_its_user_chose(admin, django_user_model) -> None:
    from wagtail.users.models import UserProfile

    user = django_user_model.objects.get()
    UserProfile.objects.create(user=user, preferred_language="de")
    assert "Kommentare moderieren" not in admin.get(home_page().url).text
    assert "Hier wartet nichts. Gut gemacht." in admin.get(reverse("qa_desk:queue")).text
