"""An index for counting what came to a page lately, whatever came before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("qa_comments", "0007_mail_to_strangers_and_followers")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["page", "posted_at"], name="comment_on_page"),
        ),
    ]
