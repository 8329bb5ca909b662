"""What was set and shown before stays so: the site's comment policy, and when comments appeared."""

from django.db import migrations
from django.db.models import F

SHOWN_STATES = ["public", "removed", "withdrawn"]


def keep_policy(apps, schema_editor) -> None:
    SiteSettings = apps.get_model("foundation", "SiteSettings")
    CommentSettings = apps.get_model("qa_comments", "CommentSettings")
    for site_settings in SiteSettings.objects.all():
        CommentSettings.objects.get_or_create(
            site_id=site_settings.site_id,
            defaults={"comment_policy": site_settings.comment_policy},
        )


def keep_times(apps, schema_editor) -> None:
    Comment = apps.get_model("qa_comments", "Comment")
    shown = Comment.objects.filter(published_at=None, state__in=SHOWN_STATES)
    shown.update(published_at=F("posted_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0001_initial"),
        ("qa_comments", "0003_readers_comment"),
    ]

    operations = [
        migrations.RunPython(keep_policy, migrations.RunPython.noop),
        migrations.RunPython(keep_times, migrations.RunPython.noop),
    ]
