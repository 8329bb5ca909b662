import pytest

from qa.comments.rulebook import rulebook
from site_core.foundation.models import SiteSettings
from tests.factories import CommentSettingsFactory, ExpertPageFactory

pytestmark = pytest.mark.django_db

LISTS = ["blocked_words", "blocked_networks", "crisis_phrases", "clinic_names"]
SWITCHES = ["hold_prices", "hold_phone_numbers", "hold_doses", "hold_identifying_details"]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_reaches_the_rules_line_by_line(name: str) -> None:
    rules = CommentSettingsFactory(**{name: "192.0.2.0/24\n\n 198.51.100.7  # a café\n"})
    assert getattr(rulebook(rules), name) == ("192.0.2.0/24", "198.51.100.7")


@pytest.mark.parametrize("name", SWITCHES)
def test_each_switch_reaches_the_rules_alone(name: str) -> None:
    book = rulebook(CommentSettingsFactory(**{name: False}))
    assert [switch for switch in SWITCHES if not getattr(book, switch)] == [name]


def test_names_that_editors_reserve_are_reserved() -> None:
    rules = CommentSettingsFactory(reserved_names="The Editors\nNurse Joy")
    assert {"The Editors", "Nurse Joy"} <= set(rulebook(rules).reserved_names)


@pytest.mark.parametrize("live", [True, False])
def test_the_names_of_all_experts_are_reserved_former_ones_too(live: bool) -> None:
    ExpertPageFactory(title="Dr Jane Olsen", live=live)
    assert "Dr Jane Olsen" in rulebook(CommentSettingsFactory()).reserved_names


def test_the_name_of_the_site_is_reserved() -> None:
    rules = CommentSettingsFactory()
    SiteSettings.objects.update_or_create(site=rules.site, defaults={"site_name": "Ask Away"})
    assert "Ask Away" in rulebook(rules).reserved_names
