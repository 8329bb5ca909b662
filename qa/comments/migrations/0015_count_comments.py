"""Counts the comments there are, some discussions at a time, each of them a transaction.

What is posted meanwhile by the release before is put right by the worker: see counts.py.
"""

from itertools import pairwise

from django.db import migrations
from django.db.migrations.state import StateApps

DISCUSSIONS_AT_ONCE = 1_000
COUNT = """
INSERT INTO qa_comments_commentcount (page_id, public, unanswered)
SELECT page_id, SUM(CASE WHEN can_be_read THEN 1 ELSE 0 END),
    SUM(CASE WHEN can_be_read AND waits THEN 1 ELSE 0 END)
FROM (
    SELECT c.page_id,
        c.state = 'public' AND c.published_at IS NOT NULL AND NOT EXISTS (
            WITH RECURSIVE up(id, state) AS (
                SELECT p.reply_to_id, p.state FROM qa_comments_comment p
                WHERE p.xtdcomment_ptr_id = c.reply_to_id
                UNION ALL
                SELECT p.reply_to_id, p.state
                FROM qa_comments_comment p JOIN up ON p.xtdcomment_ptr_id = up.id
            )
            SELECT 1 FROM up WHERE state IN ('unconfirmed', 'pending', 'rejected', 'spam')
        ) AS can_be_read,
        c.expert_id IS NULL
        AND (c.root_id IS NULL OR EXISTS (
            SELECT 1 FROM qa_comments_comment answered
            WHERE answered.xtdcomment_ptr_id = c.reply_to_id
            AND answered.expert_id IS NOT NULL AND answered.state = 'public'
        ))
        AND NOT EXISTS (
            SELECT 1 FROM qa_comments_comment reply
            WHERE reply.reply_to_id = c.xtdcomment_ptr_id
            AND reply.expert_id IS NOT NULL AND reply.state IN ('public', 'pending')
        )
        AND NOT EXISTS (
            SELECT 1 FROM qa_comments_decline declined
            WHERE declined.comment_id = c.xtdcomment_ptr_id
        ) AS waits
    FROM qa_comments_comment c WHERE c.page_id > %s AND c.page_id <= %s
) found GROUP BY page_id
ON CONFLICT (page_id) DO NOTHING
"""


def count(apps: StateApps, schema_editor) -> None:
    pages = apps.get_model("wagtailcore", "Page").objects.order_by("pk")
    last = [0, *pages.values_list("pk", flat=True)[DISCUSSIONS_AT_ONCE - 1 :: DISCUSSIONS_AT_ONCE]]
    newest = pages.values_list("pk", flat=True).last() or 0
    with schema_editor.connection.cursor() as cursor:
        for after, until in pairwise([*last, newest]):
            cursor.execute(COUNT, [after, until])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa_comments", "0014_numbers_of_comments")]
    operations = [migrations.RunPython(count, migrations.RunPython.noop)]
