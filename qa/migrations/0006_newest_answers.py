"""The newest answers are found without looking at all there are."""

from django.db import migrations, models

from site_core.foundation.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("qa", "0005_reading_time_of_answers")]
    operations = [
        AddIndexOnline(
            model_name="qapage",
            index=models.Index(fields=["-updated_on", "-page_ptr"], name="answer_newest"),
        )
    ]
