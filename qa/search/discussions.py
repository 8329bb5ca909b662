"""Comments that hold the words of a search. Their index is kept by the database itself.

A migration makes it: a generated column on PostgreSQL, a table with triggers on SQLite.
"""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django_comments.models import Comment as DjangoComment

from qa.comments.models import Comment
from qa.models import QAPage

from .asked import Asked
from .query import CONFIG, Wanted

MOST = 200  # the newest that match; of these, the best come first
VECTOR = RawSQL("django_comments.search_vector", [], output_field=SearchVectorField())


def matching(wanted: Wanted, asked: Asked) -> dict[int, int]:
    """Return the keys of public comments that hold all the words, each with that of its page.

    Whether anybody may read them is asked of the pages, and by ranked().
    """
    public = DjangoComment.objects.filter(is_public=True, is_removed=False)
    if asked.year:
        public = public.filter(submit_date__year=asked.year)
    if asked.expert or asked.topic:
        public = public.filter(pk__in=_narrowed(asked).values("pk"))
    rows = _found(wanted, public).values_list("pk", "object_pk")[:MOST]
    return {key: int(page) for key, page in rows}


def _narrowed(asked: Asked) -> QuerySet:
    rows = Comment.objects.all()
    if asked.expert:
        rows = rows.filter(expert__slug=asked.expert)
    if asked.topic:
        filed = QAPage.topics.through.objects.filter(topic__slug=asked.topic)
        rows = rows.filter(page__in=filed.values("qapage_id"))
    return rows


def _found(wanted: Wanted, public: QuerySet) -> QuerySet:
    """Return what matches: the newest first on PostgreSQL, the best first on SQLite."""
    if connection.vendor == "postgresql":
        return public.alias(vector=VECTOR).filter(vector=_query(wanted)).order_by("-pk")
    return public.extra(
        tables=["qa_search_comments"],
        where=["qa_search_comments.rowid = django_comments.id", "qa_search_comments MATCH %s"],
        params=[wanted.joined(" AND ", " OR ")],
        order_by=["qa_search_comments.rank"],
    )


def _query(wanted: Wanted) -> SearchQuery:
    words = wanted.joined(" & ", " | ").replace('"', "'")
    return SearchQuery(words, search_type="raw", config=CONFIG)


def ranked(wanted: Wanted, keys: list[int]) -> list[int]:
    """Return those of *keys* whose comments are not hidden with what they answer, best first.

    :param keys: as matching() found them, of comments on pages whose discussion may be read
    """
    if not keys:
        return []
    rows = Comment.objects.unhidden().filter(pk__in=keys)
    if connection.vendor == "postgresql":
        rows = rows.annotate(rank=SearchRank(VECTOR, _query(wanted))).order_by("-rank", "-pk")
        return list(rows.values_list("pk", flat=True))
    unhidden = set(rows.values_list("pk", flat=True))
    return [key for key in keys if key in unhidden]
