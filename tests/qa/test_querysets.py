import pytest

from qa.models import QAPage
from tests.factories import QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("trait", ["draft", "private", "expired"])
def test_published_leaves_out_pages_that_are_not_for_everybody(trait: str) -> None:
    QAPageFactory(**{trait: True})
    assert not QAPage.objects.published().exists()


def test_by_topic_finds_the_answers_on_one_topic() -> None:
    topic = TopicFactory()
    on_topic = QAPageFactory(topics=[topic])
    QAPageFactory(topics=[TopicFactory()])
    assert list(QAPage.objects.by_topic(topic)) == [on_topic]
