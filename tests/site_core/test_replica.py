"""Who reads from the standby, and only when it holds what is stored."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError
from django.http import HttpResponse

from qa.comments.models import Comment
from site_core import replica
from site_core.replica import ReplicaRouter, Standby, read_from_replica

router = ReplicaRouter()


@pytest.fixture
def caught_up(monkeypatch) -> list[bool]:
    """A site with a standby; what the list holds is said, one after the other, when it is asked."""
    answers = [True]
    site = SimpleNamespace(DATABASES={"replica": {}}, SESSION_COOKIE_NAME="sessionid")
    monkeypatch.setattr(replica, "settings", site)
    monkeypatch.setattr(replica.standby, "has_caught_up", lambda: answers.pop(0))
    monkeypatch.setattr(replica, "connections", {"default": Connection()})
    return answers


class Connection:
    in_atomic_block = False


def database_of(request) -> str:
    """Return the database from which *request* reads twice; it must stay the same."""
    read = []

    def view(request) -> HttpResponse:
        read.extend([router.db_for_read(Comment), router.db_for_read(Comment)])
        return HttpResponse()

    read_from_replica(view)(request)
    assert read[0] == read[1]
    return read[0]


@pytest.mark.parametrize("method", ["get", "head"])
def test_whoever_only_looks_reads_from_the_standby(method: str, caught_up, rf) -> None:
    assert database_of(getattr(rf, method)("/")) == "replica"


def test_while_the_standby_is_behind_nobody_reads_from_it(caught_up, rf) -> None:
    caught_up[:] = [False]
    assert database_of(rf.get("/")) == "default"


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_whoever_may_change_something_does_not(method: str, caught_up, rf) -> None:
    assert database_of(getattr(rf, method)("/")) == "default"


def test_whoever_is_logged_in_does_not(caught_up, rf) -> None:
    rf.cookies["sessionid"] = "of somebody"
    assert database_of(rf.get("/")) == "default"


def test_a_transaction_reads_what_it_wrote(caught_up, rf, monkeypatch) -> None:
    monkeypatch.setattr(Connection, "in_atomic_block", True)
    assert database_of(rf.get("/")) == "default"


def test_a_request_that_reads_nothing_asks_no_database(caught_up, rf) -> None:
    read_from_replica(lambda request: HttpResponse())(rf.get("/"))
    assert caught_up == [True]


def test_what_comes_after_the_request_reads_from_the_first_database(caught_up, rf) -> None:
    database_of(rf.get("/"))
    assert router.db_for_read(Comment) == "default"


def test_writes_and_migrations_are_for_the_first_database(caught_up, rf) -> None:
    assert router.db_for_write(Comment) == "default"
    assert router.allow_migrate("default", "qa")
    assert not router.allow_migrate("replica", "qa")


def test_without_a_standby_nothing_is_in_the_way() -> None:
    with pytest.raises(MiddlewareNotUsed):
        read_from_replica(lambda request: HttpResponse())


@pytest.mark.parametrize(("answer", "expected"), [(True, True), (False, False), (None, False)])
def test_the_standby_is_asked_for_what_the_first_database_has_stored(
    answer: bool | None, expected: bool, monkeypatch
) -> None:
    asked = []

    def ask(alias: str, question: str, *values: str) -> tuple:
        asked.append((alias, *values))
        return ("0/16B3748",) if alias == "default" else (answer,)

    monkeypatch.setattr(replica, "_ask", ask)
    assert Standby().has_caught_up() is expected
    assert asked == [("default",), ("replica", "0/16B3748")]


def test_a_standby_that_is_down_is_left_alone_for_a_while(monkeypatch) -> None:
    asked = []

    def ask(alias: str, question: str, *values: str) -> tuple:
        asked.append(alias)
        if alias == "replica":
            raise OperationalError("connection refused")
        return ("0/16B3748",)

    monkeypatch.setattr(replica, "_ask", ask)
    standby = Standby()
    assert [standby.has_caught_up(), standby.has_caught_up()] == [False, False]
    assert asked == ["default", "replica"]
