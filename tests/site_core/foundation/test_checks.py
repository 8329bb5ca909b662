from types import SimpleNamespace

import pytest

from home.models import HomePage
from qa.models import QAPage
from site_core.foundation import checks
from site_core.foundation.checks import (
    nodes_share_their_cache,
    pages_say_where_they_may_stand,
    sqlite_waits_its_turn,
)

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


FILES = "site_core.cache.FileCache"
REDIS = "site_core.cache.RedisCache"


def of_nodes(monkeypatch, *, cache: str, host: str = "", bucket: str = "", **databases) -> list:
    """Return what the check says of settings for one machine or for several."""
    here = SimpleNamespace(
        DATABASES={"default": {**POSTGRES, "HOST": host}, **databases},
        STORAGES={"default": {"OPTIONS": {"bucket_name": bucket}} if bucket else {}},
        CACHES={"default": {"BACKEND": cache}},
    )
    monkeypatch.setattr(checks, "settings", here)
    return nodes_share_their_cache(None)


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "/run/postgresql"])
def test_one_machine_may_keep_its_cache_in_files(host: str, monkeypatch) -> None:
    assert of_nodes(monkeypatch, cache=FILES, host=host) == []


@pytest.mark.parametrize("several", [{"host": "10.0.0.5"}, {"bucket": "b"}, {"replica": POSTGRES}])
def test_several_machines_are_warned_of_a_cache_they_do_not_share(
    several: dict, monkeypatch
) -> None:
    [warning] = of_nodes(monkeypatch, cache=FILES, **several)
    assert (warning.id, "REDIS_URL" in warning.hint) == ("foundation.W001", True)


def test_several_machines_with_redis_are_well(monkeypatch) -> None:
    assert of_nodes(monkeypatch, cache=REDIS, host="10.0.0.5", bucket="b") == []
