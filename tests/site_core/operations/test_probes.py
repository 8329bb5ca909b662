"""What load balancers and supervisors are told."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.delivery.purging import purge_addresses
from qa.notifications.letters import TOO_LONG, letters
from qa.notifications.tasks import deliver
from site_core.operations import context, readiness
from site_core.operations.probes import PROBES, Readiness
from site_core.operations.readiness import Found

HTTPS = override_settings(
    SECURE_SSL_REDIRECT=True, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")
)


def fail(*args, **kwargs):
    raise OperationalError("connection to server at db.internal failed for user site")


@pytest.fixture(autouse=True)
def _nothing_was_said_before(monkeypatch) -> None:
    monkeypatch.setattr(PROBES["/readyz"], "failing", [])


@pytest.fixture
def no_database(monkeypatch) -> None:
    monkeypatch.setattr(readiness, "missing_migrations", fail)


@pytest.fixture
def no_cache(monkeypatch) -> None:
    monkeypatch.setattr(caches["default"], "get", lambda *args, **kwargs: None)


@pytest.fixture
def a_migration_to_come(db) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'home' AND name LIKE '0003%'")


def purge_asked_for(*, before: timedelta, again: timedelta | None = None) -> None:
    """Queue a purge as if long ago; with *again*, as its next attempt from now."""
    now = timezone.now()
    purge_addresses.using(run_after=again and now + again).enqueue(addresses=["/"])
    DBTaskResult.objects.update(enqueued_at=now - before)


@pytest.fixture
def late_mail(db) -> None:
    deliver.enqueue(kind="unknown", ids={}, identity="a1")
    letter = letters().get()
    letter.run_after = letter.enqueued_at - 2 * TOO_LONG
    letter.save()


def test_a_process_is_alive_without_a_database() -> None:
    # Without the mark django_db a query would be refused.
    assert Client().get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_process_that_has_everything_is_ready(client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": dict.fromkeys(
            ("database", "migrations", "cache", "mail_queue", "purge_queue"), "ok"
        ),
    }


def test_without_a_database_no_reader_is_sent_here(client, no_database) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["status"] == "unready"
    assert response.json()["checks"]["database"] == "failed"


def test_why_the_database_fails_is_not_told(client, no_database) -> None:
    assert b"internal" not in client.get("/readyz").content


def test_what_only_the_database_knows_is_unknown_without_it(client, no_database) -> None:
    checks = client.get("/readyz").json()["checks"]
    assert (checks["migrations"], checks["mail_queue"]) == ("unknown", "unknown")


def test_a_database_older_than_the_code_is_not_ready(client, a_migration_to_come) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "failed"


@pytest.mark.django_db
def test_a_cache_that_is_down_keeps_no_reader_away(client, no_cache) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["cache"] == "failed"


def test_mail_that_waits_too_long_keeps_no_reader_away(client, late_mail) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["checks"]["mail_queue"] == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("again", [None, -2 * TOO_LONG], ids=["first", "again"])
def test_a_purge_that_nobody_does_keeps_no_reader_away(client, again) -> None:
    purge_asked_for(before=3 * TOO_LONG, again=again)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["checks"]["purge_queue"] == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("again", [None, timedelta(minutes=10)], ids=["first", "again"])
def test_a_purge_whose_time_has_not_come_is_not_late(client, again) -> None:
    long_ago = 3 * TOO_LONG if again else TOO_LONG / 2
    purge_asked_for(before=long_ago, again=again)
    assert client.get("/readyz").json()["status"] == "ready"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_asks_by_address_and_without_https_is_answered(path: str, method: str) -> None:
    with HTTPS:
        asker = Client(headers={"host": "10.8.0.3:8000"})  # not in ALLOWED_HOSTS
        assert getattr(asker, method)(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_no_cache_keeps_what_was_answered(path: str, client, no_database) -> None:
    assert client.get(path)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_sent_to_a_probe(path: str, client) -> None:
    response = client.post(path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_a_probe_starts_no_session(client) -> None:
    assert not client.get("/readyz").cookies


@override_settings(MAINTENANCE=True)
def test_a_site_in_maintenance_is_alive_and_may_say_so_to_readers(no_database) -> None:
    asker = Client()  # made anew, since middleware reads the setting at its start
    assert asker.get("/").status_code == 503
    assert asker.get("/healthz").status_code == 200
    ready = asker.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (200, "maintenance")


def test_each_change_is_logged_once(rf, caplog, monkeypatch) -> None:
    failed, good = {"cache": Found.FAILED}, {"cache": Found.OK}
    answers = iter([failed, failed, good])
    monkeypatch.setattr("site_core.operations.probes.findings", lambda: next(answers))
    readiness = Readiness()
    for _ in range(3):
        readiness(rf.get("/readyz"))
    assert caplog.messages == ["These checks fail: cache.", "No check fails any more."]


def test_that_a_node_is_not_ready_is_no_error_each_time_it_is_said(
    client, caplog, no_database
) -> None:
    client.get("/readyz")
    client.get("/readyz")
    assert "ERROR" not in [record.levelname for record in caplog.records]


def test_a_probe_logs_under_the_id_of_no_request(client) -> None:
    context.request_id.set("the one before")
    client.get("/healthz")
    assert context.request_id.get() == ""
