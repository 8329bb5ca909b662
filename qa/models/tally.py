"""How many published answers there are of each topic, expert and year, below a page.

Asked of each answer whether anybody may read it, a database looks at a hundred thousand pages for
the numbers beside a list. Here it counts all answers in an index, finds the few that are not to be
counted by what keeps them from readers, and takes these away.
"""
# ruff: noqa: S608 - the SQL is put together from constants

from django.db import connection
from wagtail.models import Page

from site_core.foundation import shown
from site_core.foundation.querysets import unpublished

from .topics import Topic

FEW = 1_000  # pages

# What is counted, and what is taken away. PostgreSQL has sums of counts as decimals.
_SUM = """
SELECT {columns}, CAST(SUM(number) AS integer) AS number FROM (
    SELECT {selected}, COUNT(*) AS number FROM {table} GROUP BY {columns}
    UNION ALL
    SELECT {selected}, -COUNT(*) AS number FROM {table} WHERE {answer} {left_out} GROUP BY {columns}
) parts GROUP BY {columns} HAVING SUM(number) > 0
"""
_TOPICS = """
SELECT topic.*, counted.number FROM qa_topic topic
JOIN ({counted}) counted ON counted.topic_id = topic.id ORDER BY topic.name
"""


def topics_below(page: Page, *, aliases: bool = True) -> list[Topic]:
    """Return the topics of published answers below *page*, by name, each with its ``number``.

    :param aliases: whether pages that show another's content count, too
    """
    shown.note(shown.ANSWERS)
    left_out, values = _left_out(page, aliases=aliases)
    counted = _SUM.format(
        columns="topic_id",
        selected="topic_id",
        table="qa_qapage_topics",
        answer="qapage_id",
        left_out=left_out,
    )
    return list(Topic.objects.raw(_TOPICS.format(counted=counted), values))


def by_expert_and_year(page: Page) -> list[tuple[int | None, int, int]]:
    """Return how many published answers below *page* each expert updated last in each year."""
    shown.note(shown.ANSWERS)
    is_postgresql = connection.vendor == "postgresql"
    year = "EXTRACT(YEAR FROM updated_on)" if is_postgresql else "SUBSTR(updated_on, 1, 4)"
    left_out, values = _left_out(page)
    counted = _SUM.format(
        columns="expert_id, year",
        selected=f"expert_id, CAST({year} AS integer) AS year",
        table="qa_qapage",
        answer="page_ptr_id",
        left_out=left_out,
    )
    with connection.cursor() as cursor:
        cursor.execute(counted, values)
        return cursor.fetchall()


def few_left_out(page: Page) -> list[int] | None:
    """Return the keys of all pages that nobody may read or that are not below *page*, where few.

    :return: None if there are more than FEW: to name them is no quicker than to ask each answer
    """
    parts, values = _parts(page, aliases=True)
    with connection.cursor() as cursor:
        cursor.execute(f"{parts} LIMIT {FEW + 1}", values)
        keys = [key for (key,) in cursor.fetchall()]
    return keys if len(keys) <= FEW else None


def _left_out(page: Page, *, aliases: bool = True) -> tuple[str, list]:
    """Return SQL for whether a key is of a page that nobody may read or that is not below *page*.

    As a list on PostgreSQL, which expects so many that it would go through all answers once more.
    """
    one_of = "IN ({})" if connection.vendor == "sqlite" else "= ANY (ARRAY({}))"
    parts, values = _parts(page, aliases=aliases)
    return one_of.format(parts), values


def _parts(page: Page, *, aliases: bool) -> tuple[str, list]:
    """Return SQL for the keys of the pages that nobody may read or that are not below *page*."""
    hidden, values = unpublished()
    least, greatest = (">=", "<") if connection.vendor == "sqlite" else ("~>=~", "~<~")
    parts = [
        hidden,
        f"SELECT id FROM wagtailcore_page WHERE path {greatest} %s",
        f"SELECT id FROM wagtailcore_page WHERE path {least} %s",
    ]
    if not aliases:
        parts.append("SELECT id FROM wagtailcore_page WHERE alias_of_id IS NOT NULL")
    return " UNION ".join(parts), [*values, page.path, f"{page.path}~"]
