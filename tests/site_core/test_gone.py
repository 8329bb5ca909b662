"""Pages that were withdrawn, and a site that is being worked on."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from wagtail.contrib.redirects.models import Redirect

from site_core import errors
from tests.factories import QAPageFactory

pytestmark = pytest.mark.django_db

ONCE = {"first_published_at": datetime(2020, 1, 1, tzinfo=UTC)}
AN_HOUR = timedelta(hours=1)


@pytest.mark.parametrize("trait", ["draft", "expired"])
def test_an_answer_that_was_public_once_is_gone(client, trait: str) -> None:
    response = client.get(QAPageFactory(**{trait: True}, **ONCE).url)
    assert response.status_code == 410
    assert "This page has been withdrawn" in response.text
    assert response["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize(
    "fields",
    [
        {"draft": True},  # never published
        {"draft": True, **ONCE, "go_live_at": datetime.now(UTC) + AN_HOUR},  # comes back
        {"draft": True, **ONCE, "private": True},  # was never public
    ],
)
def test_of_any_other_hidden_answer_nobody_learns_that_it_exists(client, fields: dict) -> None:
    response = client.get(QAPageFactory(**fields).url)
    assert response.status_code == 404
    assert "withdrawn" not in response.text


def test_a_redirect_leads_on_from_a_withdrawn_page(client) -> None:
    page = QAPageFactory(draft=True, **ONCE)
    Redirect.add_redirect(page.url, "/elsewhere/")
    assert client.get(page.url).url == "/elsewhere/"


def test_a_missing_page_is_told_of_while_the_database_is_away(rf, monkeypatch) -> None:
    def away(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr("wagtail.models.Site.find_for_request", away)
    response = errors.page_not_found(rf.get("/x/"), Exception())
    assert response.status_code == 404
    assert "We cannot find that page" in response.text


def test_during_maintenance_every_address_says_that_it_will_be_back(rf, settings) -> None:
    settings.MAINTENANCE = True
    response = errors.maintenance(lambda request: None)(rf.get("/ask-our-experts/"))
    assert response.status_code == 503
    assert response["Retry-After"] == "600"
    assert "We are working on the site" in response.text


def test_otherwise_nothing_asks_for_maintenance() -> None:
    with pytest.raises(MiddlewareNotUsed):
        errors.maintenance(lambda request: None)
