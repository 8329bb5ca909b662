from contextlib import contextmanager

import pytest

from qa.delivery.shelf import shelf


@contextmanager
def _taken(key: str):
    yield False


@pytest.fixture
def made_by_another(monkeypatch):
    """Have each page made by somebody else, who does not come to an end."""
    monkeypatch.setattr(shelf, "building", _taken)


@pytest.fixture
def work(monkeypatch):
    """Return a function that does what waits for the worker."""
    from django_tasks_db.management.commands import db_worker

    from qa.notifications.worker import new_worker

    # Tests run in a transaction, which the worker would end with the connection.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return lambda: new_worker("purges").run()
