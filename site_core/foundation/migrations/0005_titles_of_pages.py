"""What titles begin with, and which titles do, is found without reading all of them."""

from django.db import migrations

from site_core.foundation.online import add_index_to_foreign_table


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("foundation", "0004_hidden_pages")]
    operations = [
        add_index_to_foreign_table(
            "page_titles", "ON wagtailcore_page (SUBSTR(title, 1, 1), LOWER(title), id)"
        )
    ]
