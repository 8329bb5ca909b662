"""Comments that showed signs of a crisis come first in the queue, those from before too."""

from django.db import migrations

AT_ONCE = 500


def mark_urgent(apps, schema_editor) -> None:
    receipts = apps.get_model("qa_comments", "Receipt").objects
    comments = apps.get_model("qa_comments", "Comment").objects
    # As text, since SQLite cannot look into a list.
    found = receipts.filter(findings__icontains='"rule": "crisis"').values_list("pk", flat=True)
    ids = list(found.order_by("pk"))
    for start in range(0, len(ids), AT_ONCE):
        comments.filter(pk__in=ids[start : start + AT_ONCE]).update(is_urgent=True)


class Migration(migrations.Migration):
    dependencies = [("qa_comments", "0009_the_experts_desk")]

    operations = [migrations.RunPython(mark_urgent, migrations.RunPython.noop, elidable=True)]
