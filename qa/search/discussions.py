"""Comments that hold the words of a search. Their index is kept by the database itself.

A migration makes it: a generated column on PostgreSQL, a table with triggers on SQLite.
"""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django_comments.models import Comment as DjangoComment
from wagtail.models import Page

from qa.comments.models import Comment
from qa.models import QAPage
from site_core.foundation.languages import active_locale

from .asked import Asked
from .query import Wanted

MOST = 200  # the newest that match; of these, the best come first
CONFIG = "site_english"
VECTOR = RawSQL("django_comments.search_vector", [], output_field=SearchVectorField())


def comments(wanted: Wanted, asked: Asked) -> list[int]:
    """Return the keys of comments that anybody may read and that hold all the words, best first."""
    public = DjangoComment.objects.filter(is_public=True, is_removed=False)
    if asked.year:
        public = public.filter(submit_date__year=asked.year)
    if asked.expert or asked.topic:
        public = public.filter(pk__in=_narrowed(asked).values("pk"))
    public = public.values_list("pk", "object_pk")
    search = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    return search(wanted, public)


def _narrowed(asked: Asked) -> QuerySet:
    rows = Comment.objects.all()
    if asked.expert:
        rows = rows.filter(expert__slug=asked.expert)
    if asked.topic:
        filed = QAPage.topics.through.objects.filter(topic__slug=asked.topic)
        rows = rows.filter(page__in=filed.values("qapage_id"))
    return rows


def _on_postgresql(wanted: Wanted, public: QuerySet) -> list[int]:
    words = wanted.joined(" & ", " | ").replace('"', "'")
    query = SearchQuery(words, search_type="raw", config=CONFIG)
    matching = public.alias(vector=VECTOR).filter(vector=query)
    readable = _readable(matching.order_by("-pk")[:MOST])
    ranked = readable.annotate(rank=SearchRank(VECTOR, query)).order_by("-rank", "-pk")
    return list(ranked.values_list("pk", flat=True))


def _on_sqlite(wanted: Wanted, public: QuerySet) -> list[int]:
    matching = public.extra(
        tables=["qa_search_comments"],
        where=["qa_search_comments.rowid = django_comments.id", "qa_search_comments MATCH %s"],
        params=[wanted.joined(" AND ", " OR ")],
        order_by=["qa_search_comments.rank"],
    )
    ranked = matching[:MOST]
    readable = set(_readable(ranked).values_list("pk", flat=True))
    return [key for key, _page in ranked if key in readable]


def _readable(rows: QuerySet) -> QuerySet:
    """Return those of the *rows*, pairs of a comment's key and its page's, that may be read."""
    keys = [key for key, _page in rows]
    if not keys:
        return Comment.objects.none()
    pages = Page.objects.filter(
        pk__in={int(page) for _key, page in rows}, locale=active_locale().pk
    )
    return Comment.objects.readable(pages).filter(pk__in=keys)
