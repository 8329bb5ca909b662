"""Comments that hold the words of a search. Their index is kept by the database itself.

A migration makes it: a generated column on PostgreSQL, a table with triggers on SQLite.
"""

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection
from django.db.models import F, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django_comments.models import Comment as DjangoComment

from qa.comments.models import Comment
from qa.models import QAPage

from .asked import Asked
from .query import CONFIG, Wanted

MOST = 200  # the newest that match; of these, the best come first
LAST_ONES = 20_000  # read one by one; who finds fewer than MOST here needs the index
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
    found = _newest if connection.vendor == "postgresql" else _best
    return {key: int(page) for key, page in found(wanted, public.values_list("pk", "object_pk"))}


def _narrowed(asked: Asked) -> QuerySet:
    rows = Comment.objects.all()
    if asked.expert:
        rows = rows.filter(expert__slug=asked.expert)
    if asked.topic:
        filed = QAPage.topics.through.objects.filter(topic__slug=asked.topic)
        rows = rows.filter(page__in=filed.values("qapage_id"))
    return rows


def _newest(wanted: Wanted, rows: QuerySet) -> list[tuple[int, str]]:
    """Return those of *rows* that match on PostgreSQL, the newest first.

    Words that many comments hold are found among the last ones, those that few hold by the index.
    PostgreSQL cannot tell which they are, and would read all comments for a word that is in none.
    """
    matching = rows.alias(vector=VECTOR).filter(vector=_query(wanted))
    newest = DjangoComment.objects.order_by("-pk").values("pk")[:1]
    last_ones = matching.filter(pk__gt=Subquery(newest) - LAST_ONES)
    found = list(last_ones.order_by("-pk")[:MOST])
    if len(found) == MOST:
        return found
    # In an order that no index has, for that one would be read instead.
    return list(matching.order_by((F("pk") + 0).desc())[:MOST])


def _best(wanted: Wanted, rows: QuerySet) -> list[tuple[int, str]]:
    """Return those of *rows* that match on SQLite, the best first."""
    matching = rows.extra(
        tables=["qa_search_comments"],
        where=["qa_search_comments.rowid = django_comments.id", "qa_search_comments MATCH %s"],
        params=[wanted.joined(" AND ", " OR ")],
        order_by=["qa_search_comments.rank"],
    )
    return list(matching[:MOST])


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
