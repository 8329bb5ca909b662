"""What the databases need so that word forms and accents make no difference.

PostgreSQL gets a text search configuration, SQLite a tokenizer. The text of comments is indexed by
the database itself: whatever writes a comment, and however many at once, the index is right.
"""

from django.db import DatabaseError, connection, migrations
from django.db.transaction import atomic

PAGES = "wagtailsearch_indexentry"
TOKENIZER = "tokenize = 'porter unicode61 remove_diacritics 2'"
POSTGRESQL = [
    f"CREATE INDEX qa_search_pages ON {PAGES} USING gin ((title || body))",
    # Which comments may be read depends on the few answers that have rules of their own.
    "CREATE INDEX qa_search_policies ON qa_qapage (comment_policy) WHERE comment_policy <> ''",
    # No model knows this column: PostgreSQL fills it, and nobody else writes it.
    """ALTER TABLE django_comments ADD COLUMN search_vector tsvector
        GENERATED ALWAYS AS (to_tsvector('site_english', comment)) STORED""",
    "CREATE INDEX qa_search_comments ON django_comments USING gin (search_vector)",
]
SQLITE = [
    f"DROP TABLE {PAGES}_fts",
    f"CREATE VIRTUAL TABLE {PAGES}_fts USING fts5(autocomplete, body, title, {TOKENIZER})",
    f"""INSERT INTO {PAGES}_fts (rowid, autocomplete, body, title)
        SELECT id, autocomplete, body, title FROM {PAGES}""",
    f"""CREATE VIRTUAL TABLE qa_search_comments USING fts5(
        comment, content = 'django_comments', content_rowid = 'id', {TOKENIZER})""",
    """CREATE TRIGGER qa_search_comment_added AFTER INSERT ON django_comments BEGIN
        INSERT INTO qa_search_comments (rowid, comment) VALUES (new.id, new.comment);
    END""",
    """CREATE TRIGGER qa_search_comment_gone AFTER DELETE ON django_comments BEGIN
        INSERT INTO qa_search_comments (qa_search_comments, rowid, comment)
        VALUES ('delete', old.id, old.comment);
    END""",
    """CREATE TRIGGER qa_search_comment_changed AFTER UPDATE OF comment ON django_comments BEGIN
        INSERT INTO qa_search_comments (qa_search_comments, rowid, comment)
        VALUES ('delete', old.id, old.comment);
        INSERT INTO qa_search_comments (rowid, comment) VALUES (new.id, new.comment);
    END""",
    "INSERT INTO qa_search_comments (qa_search_comments) VALUES ('rebuild')",
]
# Without an extension the search still works: accents count, or spelling help takes longer.
EXTENSIONS = {
    "unaccent": [
        "ALTER TEXT SEARCH CONFIGURATION site_english"
        " ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem",
        "ALTER TEXT SEARCH CONFIGURATION site_simple"
        " ALTER MAPPING FOR asciiword, asciihword, hword_asciipart, hword, hword_part, word"
        " WITH unaccent, simple",
    ],
    "pg_trgm": ["CREATE INDEX qa_search_spelling ON qa_search_word USING gin (text gin_trgm_ops)"],
}


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def build(apps, schema_editor) -> None:
    if connection.vendor == "sqlite":
        run(SQLITE)
    if connection.vendor != "postgresql":
        return
    for name, parent in (("site_english", "english"), ("site_simple", "simple")):
        run([f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.{parent})"])
    for extension, statements in EXTENSIONS.items():
        try:
            with atomic():
                run([f"CREATE EXTENSION IF NOT EXISTS {extension}", *statements])
        except DatabaseError as error:  # the user of the database may not, or it is not installed
            print(f"  Without the extension {extension}: {error}".rstrip())
    run(POSTGRESQL)


BACK = {
    "postgresql": [
        "DROP INDEX qa_search_pages, qa_search_policies, qa_search_comments",
        "DROP INDEX IF EXISTS qa_search_spelling",
        "ALTER TABLE django_comments DROP COLUMN search_vector",
        "DROP TEXT SEARCH CONFIGURATION site_english",
        "DROP TEXT SEARCH CONFIGURATION site_simple",
    ],
    "sqlite": [
        "DROP TRIGGER qa_search_comment_added",
        "DROP TRIGGER qa_search_comment_gone",
        "DROP TRIGGER qa_search_comment_changed",
        "DROP TABLE qa_search_comments",
    ],
}


def unbuild(apps, schema_editor) -> None:
    """Take away what is ours; extensions and SQLite's better tokenizer harm nobody."""
    run(BACK.get(connection.vendor, []))


class Migration(migrations.Migration):
    dependencies = [
        ("qa_search", "0001_initial"),
        ("qa", "0002_discussion_rules"),
        ("django_comments", "0004_add_object_pk_is_removed_index"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]
    operations = [migrations.RunPython(build, unbuild)]
