"""Every page of the site asks for the few pages in its menu, among all pages there are."""

from django.db import migrations

from site_core.foundation.online import add_index_to_foreign_table


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("foundation", "0002_policy_moves_to_comments")]
    operations = [
        add_index_to_foreign_table("page_in_menus", "ON wagtailcore_page (path) WHERE show_in_menus")
    ]
