"""The newest or oldest conversations of a page are found without looking at all there are."""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa_comments", "0011_helpfulness")]
    operations = [
        AddIndexOnline(
            model_name="comment",
            index=models.Index(
                fields=["page", "posted_at", "xtdcomment_ptr"],
                condition=models.Q(
                    ("published_at__isnull", False),
                    ("root__isnull", True),
                    ("state__in", ("public", "removed", "withdrawn")),
                ),
                name="comment_first",
            ),
        )
    ]
