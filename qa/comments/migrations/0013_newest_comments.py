"""The newest comments are found without sorting all, and public ones counted in an index alone.

An index on those of a page has their whole order now: where it had not, PostgreSQL would look for
them among the newest of all pages.
"""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa_comments", "0012_first_comments")]
    operations = [
        AddIndexOnline(
            model_name="comment",
            index=models.Index(fields=["-posted_at", "-xtdcomment_ptr"], name="comment_newest"),
        ),
        AddIndexOnline(
            model_name="comment",
            index=models.Index(
                fields=["page", "state", "published_at", "xtdcomment_ptr"], name="comment_shown"
            ),
        ),
        AddIndexOnline(
            model_name="comment",
            index=models.Index(
                fields=["page", "posted_at", "xtdcomment_ptr"], name="comment_of_page"
            ),
        ),
        RemoveIndexOnline(model_name="comment", name="comment_on_page"),
    ]
