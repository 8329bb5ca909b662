"""The index follows what editors do, as it is set up for production."""

from unittest.mock import patch

import pytest
from modelsearch.tasks import insert_or_update_object_task

from site_core.settings.search import WAGTAILSEARCH_BACKENDS
from tests.factories import QAPageFactory, TopicFactory

from .searching import answers_in, soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_production(settings):
    settings.WAGTAILSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
    with patch(
        "modelsearch.signal_handlers.insert_or_update_object_task", insert_or_update_object_task
    ):
        yield


def test_an_answer_is_found_while_it_is_published_and_by_its_present_words(client) -> None:
    page = QAPageFactory(title="Neuropathy", topics=[TopicFactory(name="Feet")])
    assert answers_in(soup_of(client, "neuropathy feet")) == [page.slug]
    page.title = "Numbness"
    page.save_revision().publish()
    assert answers_in(soup_of(client, "neuropathy")) == []
    assert answers_in(soup_of(client, "numb")) == [page.slug]
    page.unpublish()
    assert answers_in(soup_of(client, "numb")) == []
