"""Reports that nobody has handled are found without reading all that ever came."""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa_comments", "0017_words_of_comments")]
    operations = [
        AddIndexOnline(
            model_name="report",
            index=models.Index(
                fields=["reported_at", "comment"],
                condition=models.Q(("handled_at__isnull", True)),
                name="report_waiting",
            ),
        )
    ]
