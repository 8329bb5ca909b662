"""What moderators look for in comments is found without reading all of them.

Any part of a word is found, and of a name: an index of words would not do.
"""

from django.db import DatabaseError, migrations
from django.db.transaction import atomic

NAME = "comment_words"
# As icontains asks.
INDEX = f"""
CREATE INDEX CONCURRENTLY IF NOT EXISTS {NAME} ON django_comments
USING gin (UPPER(comment::text) gin_trgm_ops, UPPER(user_name::text) gin_trgm_ops)
"""


def add(apps, schema_editor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with atomic():
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:  # the user of the database may not, or it is not installed
        print(f"  The desk's search reads all comments without pg_trgm: {error}".rstrip())
        return
    schema_editor.execute(INDEX)
    # How many comments have a word is estimated from then on; otherwise the index would be taken
    # for words that most of them have.
    schema_editor.execute("ANALYZE django_comments")


def remove(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("qa_comments", "0016_replies_of_experts"),
        ("django_comments", "0004_add_object_pk_is_removed_index"),
    ]
    operations = [migrations.RunPython(add, remove)]
