"""The database as search backend, with what modelsearch does not let one choose."""

from django.db import connection
from modelsearch.backends import database

TITLE, TEXT = 4, 1  # how much more a word in the title counts


def SearchBackend(params: dict):  # noqa: N802 - the name modelsearch looks for
    """Return the backend for the site's database; *params* are its settings.

    On PostgreSQL, ``AUTOCOMPLETE_CONFIG`` names the text search configuration of suggestions, and
    the backend has a function ``best`` of its own. On SQLite, titles count more; of PostgreSQL's
    index, modelsearch says so itself.
    """
    config = params.pop("AUTOCOMPLETE_CONFIG")
    backend = database.SearchBackend(params)
    if connection.vendor == "postgresql":
        from .postgresql import best

        backend.autocomplete_config = config
        backend.best = best
    elif connection.vendor == "sqlite":
        backend.query_compiler_class = _titles_first(backend.query_compiler_class)
    return backend


def _titles_first(compiler: type) -> type:
    from modelsearch.backends.database.sqlite.query import BM25, SQLiteFTSIndexEntry

    class TitlesFirst(BM25):
        def as_sql(self, *args, **kwargs) -> tuple[str, list]:
            # The columns: autocomplete, which is not searched, body, title.
            return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, 0, {TEXT}, {TITLE})", []

    class TitlesFirstCompiler(compiler):
        def _build_rank_expression(self, vectors, config) -> TitlesFirst:
            return TitlesFirst()

    return TitlesFirstCompiler
