"""The numbers beside lists are those of the answers anybody may read, whatever hides others."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from qa.models import QAIndexPage, QAPage, Topic
from qa.models.tally import by_expert_and_year, topics_below
from site_core.foundation.querysets import published, unpublished
from tests.factories import ExpertPageFactory, QAIndexPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

TOMORROW, YESTERDAY = (timezone.now() + timedelta(days=days) for days in (1, -1))


@pytest.fixture
def section() -> QAIndexPage:
    """Return a section with answers on two topics, some of them hidden in every way there is."""
    section, other, closed = QAIndexPageFactory.create_batch(3)
    nerves, cells = TopicFactory(name="Nerves"), TopicFactory(name="Cells")
    experts = ExpertPageFactory.create_batch(2)
    closed.view_restrictions.create(restriction_type="login")
    kept = [
        QAPageFactory(
            parent=section,
            topics=[nerves, cells][: number % 3],
            expert=experts[number % 2],
            updated_on=date(2020 + number % 4, 12, 31),
        )
        for number in range(8)
    ]
    same = {"topics": [nerves, cells], "expert": experts[0], "updated_on": date(2020, 1, 1)}
    for place, how in (
        (section, {"live": False}),
        (section, {"expire_at": YESTERDAY}),
        (section, {"expire_at": TOMORROW}),
        (other, {}),
    ):
        QAPageFactory(parent=place, **how, **same)
    secret, own = QAPageFactory(parent=closed, **same), QAPageFactory(parent=section, **same)
    own.view_restrictions.create(restriction_type="login")
    for original in (kept[5], secret, own):
        original.create_alias(parent=section, update_slug=f"alias-of-{original.slug}")
    return section


def counted(answers: list[QAPage]) -> dict[str, int]:
    return Counter(topic.name for answer in answers for topic in answer.topics.all())


def test_topics_are_counted_as_answers_are_listed(section: QAIndexPage) -> None:
    found = {topic.name: topic.number for topic in topics_below(section)}
    assert found == counted(section.answers())
    assert list(found) == ["Cells", "Nerves"]


def test_aliases_can_be_left_out(section: QAIndexPage) -> None:
    home = section.get_parent()
    found = {topic.name: topic.number for topic in topics_below(home, aliases=False)}
    own = QAPage.objects.descendant_of(home).published().filter(alias_of=None)
    assert found == counted(own)
    assert found != {topic.name: topic.number for topic in topics_below(home)}


def test_experts_and_years_are_counted_as_answers_are_listed(section: QAIndexPage) -> None:
    found = {(expert, year): number for expert, year, number in by_expert_and_year(section)}
    listed = section.answers()
    assert found == Counter((answer.expert_id, answer.updated_on.year) for answer in listed)


def test_a_topic_whose_answers_are_all_hidden_is_not_offered(section: QAIndexPage) -> None:
    QAPageFactory(parent=section, live=False, topics=[TopicFactory(name="Secret")])
    assert "Secret" not in {topic.name for topic in topics_below(section)}
    assert Topic.objects.filter(name="Secret").exists()


def test_what_is_published_and_what_is_not_are_all_pages(section: QAIndexPage) -> None:
    sql, values = unpublished()
    hidden = {page.pk for page in Page.objects.raw(sql, values)}
    shown = set(published(Page.objects.all()).values_list("pk", flat=True))
    assert hidden & shown == set()
    assert hidden | shown == set(Page.objects.values_list("pk", flat=True))
    assert len(hidden) >= 7
