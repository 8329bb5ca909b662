from types import SimpleNamespace

import pytest

from home.models import HomePage
from qa.models import QAPage
from site_core.foundation import checks
from site_core.foundation.checks import pages_say_where_they_may_stand, sqlite_waits_its_turn

SQLITE = {"ENGINE": "django.db.backends.sqlite3"}
POSTGRES = {"ENGINE": "django.db.backends.postgresql"}


def with_database(monkeypatch, database: dict) -> list:
    """Return what the check says of *database*, which nothing connects to."""
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": database}))
    return sqlite_waits_its_turn(None)


def test_all_our_pages_say_where_they_may_stand() -> None:
    assert pages_say_where_they_may_stand(None) == []


@pytest.mark.parametrize("attribute", ["parent_page_types", "subpage_types"])
@pytest.mark.parametrize("page_class", [HomePage, QAPage])
def test_a_page_that_does_not_is_named(page_class: type, attribute: str, monkeypatch) -> None:
    monkeypatch.delattr(page_class, attribute)
    [error] = pages_say_where_they_may_stand(None)
    assert (error.id, error.obj) == ("foundation.E001", page_class)
    assert "parent_page_types" in error.hint


def test_our_own_database_waits_its_turn() -> None:
    assert sqlite_waits_its_turn(None) == []


@pytest.mark.parametrize("options", [{}, {"OPTIONS": {}}, {"OPTIONS": {"timeout": 20}}])
def test_sqlite_with_deferred_transactions_is_an_error(options: dict, monkeypatch) -> None:
    [error] = with_database(monkeypatch, {**SQLITE, **options})
    assert error.id == "foundation.E002"
    assert '"transaction_mode": "IMMEDIATE"' in error.hint


def test_sqlite_with_immediate_transactions_is_right(monkeypatch) -> None:
    options = {"OPTIONS": {"transaction_mode": "IMMEDIATE"}}
    assert with_database(monkeypatch, {**SQLITE, **options}) == []


def test_postgresql_needs_no_such_option(monkeypatch) -> None:
    assert with_database(monkeypatch, POSTGRES) == []
