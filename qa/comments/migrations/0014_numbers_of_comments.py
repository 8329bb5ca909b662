"""How many comments each discussion has is kept beside it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("qa_comments", "0013_newest_comments"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [
        migrations.CreateModel(
            name="CommentCount",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="counted",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                ("public", models.IntegerField(default=0)),
                ("unanswered", models.IntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["-public", "-page"], name="comment_count_most")],
            },
        ),
    ]
