"""What editors find in the admin."""

import pytest
from django.urls import reverse

from qa.search.models import Synonyms
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(admin=True))
    return client


def test_synonyms_are_kept_in_the_settings_and_checked(admin) -> None:
    add = reverse("wagtailsnippets_qa_search_synonyms:add")
    assert add.removesuffix("add/") in admin.get(reverse("wagtailadmin_home")).text
    refused = admin.post(add, {"phrases": "MS"})
    assert "Give at least two different ones" in refused.text
    admin.post(add, {"phrases": "MS = multiple sclerosis"})
    assert Synonyms.objects.get().phrases == "MS = multiple sclerosis"


def test_there_is_no_report_on_what_readers_searched_for(admin) -> None:
    text = admin.get(reverse("wagtailadmin_home")).text
    assert reverse("wagtailsearchpromotions:index") in text
    assert reverse("wagtailsearchpromotions:search_terms") not in text
