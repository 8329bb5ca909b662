"""What discussions say on the dashboard of the Wagtail admin."""

from wagtail.admin.ui.components import Component
from wagtail.models import Site


class AlertWarning(Component):
    """Says for which sites nobody would be told that somebody may be in danger."""

    name = "alert_warning"
    template_name = "qa_comments/alert_warning.html"
    order = 40  # above the warning about mail, which is less urgent

    def __init__(self, sites: list[Site]) -> None:
        self.sites = sites

    def get_context_data(self, parent_context: dict) -> dict:
        return {"sites": self.sites}
