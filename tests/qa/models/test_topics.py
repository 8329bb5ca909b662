import pytest

from qa.models import Topic
from tests.factories import TopicFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_slug_is_made_from_the_name() -> None:
    assert TopicFactory(name="Stem cells & nerves").slug == "stem-cells-nerves"


def test_a_slug_the_editor_gave_is_kept() -> None:
    assert TopicFactory(name="Stem cells", slug="cells").slug == "cells"


def test_the_slug_stays_when_the_name_changes() -> None:
    topic = TopicFactory(name="Stem cells")
    topic.name = "Cell therapy"
    topic.save()
    assert topic.slug == "stem-cells"


def test_two_names_that_make_the_same_slug_can_both_be_topics() -> None:
    slugs = {TopicFactory(name=name).slug for name in ("Stem cells", "Stem-cells")}
    assert slugs == {"stem-cells", "stem-cells-2"}


@pytest.mark.parametrize("name", ["神経", "???"])
def test_a_name_without_latin_letters_still_has_an_address(name: str) -> None:
    assert TopicFactory(name=name).slug


def test_topics_are_listed_by_name() -> None:
    TopicFactory(name="Nerves")
    TopicFactory(name="Cells")
    assert [topic.name for topic in Topic.objects.all()] == ["Cells", "Nerves"]


def test_an_editor_adds_a_topic_by_its_name_alone(client) -> None:
    client.force_login(UserFactory(admin=True))
    client.post("/admin/snippets/qa/topic/add/", {"name": "Nerves", "slug": "", "description": ""})
    assert Topic.objects.get().slug == "nerves"
