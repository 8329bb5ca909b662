"""What the search adds to the Wagtail admin."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Synonyms


class SynonymsViewSet(SnippetViewSet):
    """Words that mean the same, beside Wagtail's own promoted results in the settings."""

    model = Synonyms
    icon = "search"
    menu_label = _("Search synonyms")
    menu_order = 901
    add_to_settings_menu = True
    list_display = ["phrases"]
    search_fields = ["phrases"]


register_snippet(SynonymsViewSet)


@hooks.register("construct_reports_menu")
def hide_report_on_queries(request, menu_items: list) -> None:
    """Leave out Wagtail's report on what readers searched for: it is not recorded."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]
