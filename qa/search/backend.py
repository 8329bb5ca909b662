"""The database as search backend, with what modelsearch does not let one choose."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Case, QuerySet, When
from django.db.transaction import atomic
from modelsearch.backends import database
from modelsearch.query import Or, PlainText

RANKED = 200  # rows
TITLE, TEXT = 4, 1  # how much more a word in the title counts


def SearchBackend(params: dict):  # noqa: N802 - the name modelsearch looks for
    """Return the backend for the site's database; *params* are its settings.

    On PostgreSQL, ``AUTOCOMPLETE_CONFIG`` names the text search configuration of suggestions.
    On SQLite, titles count more; of PostgreSQL's index, modelsearch says so itself.
    """
    config = params.pop("AUTOCOMPLETE_CONFIG")
    backend = database.SearchBackend(params)
    if connection.vendor == "postgresql":
        backend.autocomplete_config = config
        backend.query_compiler_class = _few_first(backend.query_compiler_class)
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


@contextmanager
def by_index() -> Iterator[None]:
    """Make PostgreSQL look into the index even for a word that most of many texts have.

    It does not count what unpacking a text costs, and reading all of them takes ten times as long.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")


def _few_first(compiler: type) -> type:
    class FewFirstCompiler(compiler):
        """Ranks the matches in titles and the newest others, not thousands of whole texts.

        A rank needs the whole index entry of a text, which PostgreSQL keeps compressed and aside.
        """

        def search(self, config, start, stop, score_field=None, backend=None) -> QuerySet:
            if self.fields is not None or not isinstance(self.query, PlainText | Or):
                return super().search(config, start, stop, score_field, backend)
            query = self.build_tsquery(self.query, config=config)
            (title, norm), (body, _boost) = self.get_index_vectors(query)
            matching = self.queryset.annotate(
                _vector_=title._combine(body, "||", False), _title_=title
            ).filter(_vector_=query)
            in_title = Case(When(_title_=query, then=1), default=0)
            few = matching.order_by(in_title.desc(), "-pk").values("pk")[:RANKED]
            rank = self._build_rank_expression([(title, norm), (body, _boost)], config)
            rows = self.queryset.filter(pk__in=few)
            return self._apply_ordering_and_scoring(rows, rank, start, stop, score_field)

    return FewFirstCompiler
