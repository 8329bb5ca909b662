"""Changes of the database that do not stop the site while they are made: see docs/migrations.md."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db.migrations import AddIndex, RemoveIndex, RunPython
from django.db.migrations.state import StateApps


class AddIndexOnline(AddIndexConcurrently):
    """Adds an index while others write; its migration says ``atomic = False``.

    SQLite has one writer anyway, and adds the index as usual.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        way = _way_of(schema_editor)
        way.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        way = _way_of(schema_editor)
        way.database_backwards(self, app_label, schema_editor, from_state, to_state)


class RemoveIndexOnline(RemoveIndexConcurrently):
    """Removes an index in the same way, once another one serves what it served."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        way = _way_of(schema_editor, RemoveIndexConcurrently, RemoveIndex)
        way.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        way = _way_of(schema_editor, RemoveIndexConcurrently, RemoveIndex)
        way.database_backwards(self, app_label, schema_editor, from_state, to_state)


def _way_of(schema_editor, online: type = AddIndexConcurrently, usual: type = AddIndex) -> type:
    return online if schema_editor.connection.vendor == "postgresql" else usual


def add_index_to_foreign_table(name: str, definition: str) -> RunPython:
    """Return the operation that adds an index to a table whose models are not ours.

    :param definition: what follows the name, such as "ON wagtailcore_page (path)"; SQLite gets it
        without NULLS LAST, which is what its descending order means
    """

    def add(apps: StateApps, schema_editor) -> None:
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        how = "CONCURRENTLY IF NOT EXISTS" if is_postgresql else "IF NOT EXISTS"
        what = definition if is_postgresql else definition.replace(" NULLS LAST", "")
        schema_editor.execute(f"CREATE INDEX {how} {name} {what}")

    def remove(apps: StateApps, schema_editor) -> None:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")

    return RunPython(add, remove)
