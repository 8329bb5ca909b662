"""What waits for moderators, on the dashboard of the Wagtail admin."""

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from wagtail.admin.ui.components import Component

from qa.comments.models import Comment, Report
from qa.comments.permissions import comments_for

from .queue import TABS

COUNTED = ("", "reported", "unanswered")
LONGEST_SHOWN = 3
STYLES = "css/desk_panels.css"


class WaitingPanel(Component):
    """Says on the dashboard how many comments wait for *user*, and which have waited longest."""

    name = "comments_waiting"
    template_name = "desk/home_panel.html"
    order = 60  # below warnings, above everything of Wagtail's own

    class Media:
        css = {"all": [STYLES]}

    def __init__(self, user) -> None:
        self.user = user

    def get_context_data(self, parent_context: dict) -> dict:
        mine = comments_for(self.user)
        tabs = [
            {
                "label": TABS[name][0],
                "number": TABS[name][1](mine).count(),
                "url": reverse(f"qa_desk:{name or 'queue'}"),
            }
            for name in COUNTED
        ]
        return {"tabs": [tab for tab in tabs if tab["number"]], "longest": waiting_longest(mine)}


def waiting_longest(comments: QuerySet[Comment]) -> list[Comment]:
    """Return those of *comments* that wait longest for a decision, the urgent ones first.

    Each has ``waits_since``: when it was sent, or reported for the first time.
    """
    open_reports = Report.objects.filter(comment=OuterRef("pk"), handled_at=None)
    reported_at = open_reports.order_by("reported_at").values("reported_at")[:1]
    found: list[Comment] = []
    for tab, since in (("", F("posted_at")), ("reported", Subquery(reported_at))):
        waiting = TABS[tab][1](comments).select_related("page", "expert")
        waiting = waiting.annotate(waits_since=since).order_by("-is_urgent", "waits_since", "pk")
        found += waiting[:LONGEST_SHOWN]
    found.sort(key=lambda comment: (not comment.is_urgent, comment.waits_since))
    return found[:LONGEST_SHOWN]
