"""The few pages high up in the tree, and what was edited last, are found without reading all."""

from django.db import migrations

from site_core.foundation.online import add_index_to_foreign_table


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("foundation", "0005_titles_of_pages")]
    operations = [
        add_index_to_foreign_table("page_depth", "ON wagtailcore_page (depth)"),
        add_index_to_foreign_table(
            "page_last_edited", "ON wagtailcore_page (latest_revision_created_at DESC NULLS LAST)"
        ),
    ]
