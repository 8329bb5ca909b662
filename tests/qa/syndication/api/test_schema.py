"""The API does what its OpenAPI schema says, whatever it is asked."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from qa.syndication.api.throttle import NetworkThrottle
from qa.syndication.api.urls import urlpatterns
from site_core.wsgi import application
from tests.factories import CommentFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

EXAMPLES = 5  # of each operation


def test_the_schema_is_sent_as_json() -> None:
    sent = Client().get("/api/v1/openapi.json")
    assert sent.json()["openapi"].startswith("3.")
    assert len(sent.json()["paths"]) == len(urlpatterns) - 1  # all but its own


@pytest.fixture
def key(monkeypatch) -> Iterator[str]:
    """Give the number of an answer with everything, and take away the limit.

    The connection stays open after each request, as in Django's own client.
    """
    monkeypatch.setattr(NetworkThrottle, "THROTTLE_RATES", {"api": None})
    page = QAPageFactory(topics=[TopicFactory()])
    CommentFactory(reply_to=CommentFactory(page=page), expert=page.expert)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield str(page.pk)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_answer_is_as_the_schema_says(key: str, subtests) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for found in schema.get_all_operations():
        operation = found.ok()
        with subtests.test(operation.label):
            check(operation.as_strategy())
            if "{key}" in operation.path:
                check(operation.as_strategy(path_parameters={"key": key}))
            else:  # only a query can be wrong
                check(operation.as_strategy(GenerationMode.NEGATIVE))


def check(cases: SearchStrategy) -> None:
    """Send a few requests, the same ones each time, and hold the answers against the schema."""

    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def ask(case: schemathesis.Case) -> None:
        # An odd page_size is not refused: Django REST framework falls back on the usual one.
        # Its client says that it can unpack what is packed, and does not.
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"}, excluded_checks=[negative_data_rejection]
        )

    ask()
