"""Migrations of large tables can run while the site is used: see docs/migrations.md."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    Migration,
    operations,
)
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from site_core.foundation.online import AddIndexOnline

LARGE = {
    ("qa", "qapage"),
    ("qa_comments", "comment"),
    ("qa_comments", "commentcount"),
    ("qa_comments", "receipt"),
    ("qa_comments", "edit"),
    ("qa_comments", "report"),
}
TAKEN_AWAY = (
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.DeleteModel,
    operations.AlterModelTable,
)
# What is older than the rule, and what must be done nevertheless. Why stands beside.
ALLOWED = {
    ("qa_comments", "0008_comments_by_page_and_time"): "older than the rule",
    ("qa_comments", "0009_the_experts_desk"): "older than the rule",
    ("qa", "0004_checked_and_corrected"): "older than the rule",
}


def faults(label: str, migration: Migration, state: ProjectState) -> Iterator[str]:
    """Yield what *migration* would stop the site with; *state* is that of the database before."""
    new = {
        one.name_lower for one in migration.operations if isinstance(one, operations.CreateModel)
    }
    for one in migration.operations:
        name = getattr(one, "model_name", getattr(one, "name", "")).lower()
        if (label, name) in LARGE and name not in new:
            yield from (f"{one.describe()}: {fault}" for fault in _faults(one, state, label, name))
        if isinstance(one, AddIndexOnline) and migration.atomic:
            yield f"{one.describe()}: the migration must say atomic = False"
        one.state_forwards(label, state)


def _faults(one: Operation, state: ProjectState, label: str, name: str) -> Iterator[str]:
    if isinstance(one, TAKEN_AWAY):
        yield "the code before still reads it"
    elif isinstance(one, AddIndex) and not isinstance(one, AddIndexOnline):
        yield "nobody can write meanwhile"
    elif isinstance(one, AddConstraint):
        yield "all rows are read under a lock"
    elif isinstance(one, AddField):
        yield from _faults_of_new(one.field)
    elif isinstance(one, AlterField):
        yield from _faults_of_change(state.models[label, name].fields[one.name], one.field)


def _faults_of_new(field: models.Field) -> Iterator[str]:
    if field.many_to_many:
        return
    is_empty_text = field.blank and field.empty_strings_allowed  # a default, for Django
    has_value = field.has_default() or field.has_db_default() or is_empty_text
    if not field.null and not has_value:
        yield "it has no value for the rows there are"
    if field.db_index or field.unique:
        yield "its index is made under a lock"


def _faults_of_change(before: models.Field, after: models.Field) -> Iterator[str]:
    if before.many_to_many or after.many_to_many:
        return
    if before.null and not after.null:
        yield "all rows are read under a lock"
    if (after.db_index, after.unique) != (before.db_index, before.unique):
        yield "its index is made under a lock"
    if before.get_internal_type() != after.get_internal_type():
        yield "all rows are written anew"


def found_in_the_project() -> dict[tuple[str, str], list[str]]:
    """Return what is wrong with each migration of ours by its app and name."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {one.label for one in apps.get_app_configs() if one.name.split(".")[0] in {"qa", "home"}}
    return {
        key: list(faults(key[0], migration, loader.project_state(key, at_end=False)))
        for key, migration in loader.disk_migrations.items()
        if key[0] in ours and not migration.initial
    }


def test_no_migration_stops_the_site() -> None:
    wrong = {key: said for key, said in found_in_the_project().items() if said}
    assert {key: said for key, said in wrong.items() if key not in ALLOWED} == {}
    assert set(ALLOWED) <= set(wrong), "an exception that is none any more"


UNSAFE = {
    "an index": AddIndex("comment", models.Index(fields=["state"], name="x")),
    "a column without a value": AddField("comment", "x", models.IntegerField()),
    "a unique column": AddField("comment", "x", models.IntegerField(null=True, unique=True)),
    "a foreign key with an index": AddField(
        "comment", "x", models.ForeignKey("qa_comments.Comment", models.CASCADE, null=True)
    ),
    "a column taken away": operations.RemoveField("comment", "edited_at"),
    "a column renamed": operations.RenameField("comment", "edited_at", "changed_at"),
    "a column that must be filled": AlterField("comment", "edited_at", models.DateTimeField()),
    "another type": AlterField("comment", "version", models.TextField()),
    "a constraint": AddConstraint(
        "comment", models.UniqueConstraint(fields=["posted_at"], name="x")
    ),
    "an index inside a transaction": AddIndexOnline(
        "comment", models.Index(fields=["state"], name="x")
    ),
}


@pytest.mark.parametrize("operation", UNSAFE.values(), ids=UNSAFE)
def test_an_unsafe_migration_is_told(operation: Operation) -> None:
    assert list(faults("qa_comments", made_of(operation), comments_now()))


def test_a_safe_migration_is_not_told() -> None:
    column = AddField("comment", "x", models.IntegerField(default=0))
    assert not list(faults("qa_comments", made_of(column), comments_now()))


def made_of(operation: Operation) -> Migration:
    migration = Migration("9999_x", "qa_comments")
    migration.operations = [operation]
    return migration


def comments_now() -> ProjectState:
    return ProjectState.from_apps(apps)
