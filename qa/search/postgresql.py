"""PostgreSQL's index of pages and topics, looked through for all kinds at once.

modelsearch asks about one model at a time, and unpacks and ranks the whole text of everything that
matches: thousands of answers for a frequent word. Here the matches in titles come first, then the
newest others, and only as many are ranked as are looked at.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.transaction import atomic
from modelsearch.backends.database.postgres.weights import get_sql_weights
from wagtail.search.models import IndexEntry

from .query import CONFIG, Sought, Wanted

ENTRIES = IndexEntry._meta.db_table
WORDS = "to_tsquery(%s::regconfig, %s)"

# Of few, the database may go through all, or look for the words first.
_FEW = f"""
SELECT '{{kind}}' AS kind, id FROM {ENTRIES}
WHERE content_type_id = ANY(%s) AND (title || body) @@ {WORDS} AND {{sought}}
ORDER BY title @@ {WORDS} DESC, id DESC LIMIT {{most}}
"""  # noqa: S608 - constant SQL
# Of many, what has the words in its text is only looked for where titles are not enough. That reads
# an entry of the index for each match; fenced off (OFFSET 0) and sorted by what no index is made
# of, it unpacks none of the texts.
_MANY = f"""
SELECT '{{kind}}' AS kind, id FROM (
    (SELECT id FROM {ENTRIES} WHERE content_type_id = ANY(%s) AND title @@ {WORDS} AND {{sought}}
    ORDER BY id DESC LIMIT {{most}})
    UNION ALL
    (SELECT id FROM (
        SELECT id, -id AS age, content_type_id, object_id FROM {ENTRIES}
        WHERE (title || body) @@ {WORDS} AND NOT title @@ {WORDS} ORDER BY age OFFSET 0
    ) AS by_text
    WHERE content_type_id = ANY(%s) AND {{sought}} ORDER BY age LIMIT {{most}})
) AS by_title LIMIT {{most}}
"""  # noqa: S608 - constant SQL
# Numbers are only made of the keys of our own models, whatever else is in the index.
_SOUGHT = "(CASE WHEN content_type_id = ANY(%s) THEN object_id::bigint END) IN ({rows})"
_RANKED = f"""
SELECT kind, object_id FROM ({{kinds}}) AS found JOIN {ENTRIES} AS entry USING (id)
ORDER BY ts_rank(%s::float4[], entry.title, {WORDS}) * entry.title_norm
    + ts_rank(%s::float4[], entry.body, {WORDS}) DESC, id DESC
"""  # noqa: S608 - constant SQL


def best(wanted: Wanted, sought: list[Sought], most: int) -> dict[str, list[int]]:
    """Return the keys of at most *most* rows of each kind that match, best first."""
    words = [CONFIG, wanted.joined(" & ", " | ").replace('"', "'")]
    parts, params = [], []
    for one in sought:
        types = [kind.pk for kind in ContentType.objects.get_for_models(*one.models).values()]
        rows, of_rows = one.rows.order_by().values("pk").query.sql_with_params()
        part, among = (_MANY if one.are_many else _FEW), [types, *of_rows]
        rows = _SOUGHT.format(rows=rows)
        parts.append(f"({part.format(kind=one.kind, sought=rows, most=most)})")
        params += [types, *words, *among, *words]
        params += [*words, types, *among] if one.are_many else []
    weights = get_sql_weights()
    params += [weights, *words, weights, *words]
    keys: dict[str, list[int]] = {one.kind: [] for one in sought}
    with _by_index(), connection.cursor() as cursor:
        cursor.execute(_RANKED.format(kinds=" UNION ALL ".join(parts)), params)
        for kind, key in cursor:
            keys[kind].append(int(key))
    return keys


@contextmanager
def _by_index() -> Iterator[None]:
    """Make PostgreSQL look into the index even for a word that most of many texts have.

    It does not count what unpacking a text costs, and reading all of them takes ten times as long.
    """
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
