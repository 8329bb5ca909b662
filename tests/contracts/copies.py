"""Very many comments in little time: the database itself copies those there are."""

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Max, Min
from django_comments.models import Comment as DjangoComment
from django_comments_xtd.models import XtdComment

from qa.comments.models import Comment

# What names a comment; a copy names copies.
NAMING = {
    *("id", "comment_ptr_id", "xtdcomment_ptr_id"),
    *("thread_id", "parent_id", "order", "root_id", "reply_to_id", "quotes_id"),
}
COPY = """
WITH RECURSIVE copies(number) AS (
    SELECT 1 UNION ALL SELECT number + 1 FROM copies WHERE number < %s
)
INSERT INTO {table} ({columns}) SELECT {values} FROM {table} CROSS JOIN copies
"""


def multiply_comments(times: int) -> None:
    """Make *times* as many of all comments, whole conversations on the pages they stand on."""
    ends = Comment.objects.aggregate(first=Min("pk"), last=Max("pk"))
    distance = ends["last"] - ends["first"] + 1
    with connection.cursor() as cursor:
        for model in (DjangoComment, XtdComment, Comment):
            cursor.execute(_copying(model, distance), [times - 1])
        for statement in connection.ops.sequence_reset_sql(no_style(), [DjangoComment]):
            cursor.execute(statement)


def _copying(model: type[DjangoComment], distance: int) -> str:
    quoted = connection.ops.quote_name
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = [
        f"{quoted(column)} + copies.number * {distance}" if column in NAMING else quoted(column)
        for column in columns
    ]
    return COPY.format(
        table=quoted(model._meta.db_table),
        columns=", ".join(map(quoted, columns)),
        values=", ".join(values),
    )
