"""What experts replied lately is found without reading all that they ever said."""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa_comments", "0015_count_comments")]
    operations = [
        AddIndexOnline(
            model_name="comment",
            index=models.Index(
                fields=["published_at"],
                condition=models.Q(("expert__isnull", False)),
                name="comment_by_expert",
            ),
        )
    ]
