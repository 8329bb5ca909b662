"""The few pages that nobody may read are found without looking at all there are."""

from django.db import migrations

from site_core.foundation.online import add_index_to_foreign_table


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("foundation", "0003_pages_in_menus")]
    operations = [
        add_index_to_foreign_table("page_not_live", "ON wagtailcore_page (id) WHERE NOT live"),
        add_index_to_foreign_table(
            "page_expiring", "ON wagtailcore_page (expire_at) WHERE expire_at IS NOT NULL"
        ),
    ]
