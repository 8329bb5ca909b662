"""0017: the index that moderators' searches use, where the database may have it."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import ProgrammingError, connection

pytestmark = pytest.mark.django_db

migration = import_module("qa.comments.migrations.0017_words_of_comments")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has extensions")
def test_who_may_not_add_the_extension_goes_without_the_index(capsys) -> None:
    asked: list[str] = []

    def execute(sql: str) -> None:
        asked.append(sql)
        if "EXTENSION" in sql:
            raise ProgrammingError("permission denied to create extension")

    migration.add(None, SimpleNamespace(connection=connection, execute=execute))
    assert asked == ["CREATE EXTENSION IF NOT EXISTS pg_trgm"]
    assert "permission denied" in capsys.readouterr().out
