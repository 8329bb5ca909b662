"""How many answers each expert gave in which year is counted without reading the answers."""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa", "0006_newest_answers")]
    operations = [
        AddIndexOnline(
            model_name="qapage",
            index=models.Index(fields=["expert", "updated_on", "page_ptr"], name="answer_by_expert"),
        )
    ]
