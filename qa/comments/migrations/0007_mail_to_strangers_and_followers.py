"""What mail to strangers is counted by, and what followers asked for and have not been told."""

from django.db import migrations, models
from django.db.models import Q

import qa.comments.models.settings


def keep_wishes(apps, schema_editor) -> None:
    """Let whoever waits to confirm a comment confirm the wish to follow as well, as before."""
    Following = apps.get_model("qa_comments", "Following")
    Receipt = apps.get_model("qa_comments", "Receipt")
    waiting = Following.objects.filter(confirmed_at=None).exclude(root=None)
    for following in waiting.iterator():
        here = Q(comment=following.root_id) | Q(comment__root=following.root_id)
        receipts = Receipt.objects.filter(
            here, address_key=following.address_key, confirmed_at=None
        )
        following.asked_with.add(*receipts.values_list("comment_id", flat=True))


class Migration(migrations.Migration):
    dependencies = [("qa_comments", "0006_moderators_and_experts")]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=64, unique=True)),
                ("asked", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("quiet_until", models.DateTimeField(blank=True, null=True)),
            ],
            options={"verbose_name": "mailbox", "verbose_name_plural": "mailboxes"},
        ),
        migrations.AddField(
            model_name="following",
            name="asked_with",
            field=models.ManyToManyField(related_name="+", to="qa_comments.comment"),
        ),
        migrations.AddField(
            model_name="following",
            name="missed",
            field=models.ManyToManyField(related_name="+", to="qa_comments.comment"),
        ),
        migrations.AlterField(
            model_name="commentsettings",
            name="alert_addresses",
            field=models.TextField(
                blank=True,
                help_text="One a line; told at once when a comment shows signs of a crisis. Left "
                "empty, the contact address of the site is told, and every moderator and "
                "administrator who has an address.",
                validators=[qa.comments.models.settings.validate_addresses],
                verbose_name="alert addresses",
            ),
        ),
        migrations.RunPython(keep_wishes, migrations.RunPython.noop),
    ]
