"""What waits for moderators, on the dashboard of the Wagtail admin and beside an article."""

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.side_panels import BaseSidePanel

from qa.comments.models import Comment, CommentSettings, Report
from qa.comments.permissions import comments_for
from qa.comments.policy import CommentPolicy, policy_of
from qa.comments.states import CommentState

from .counting import shown_number
from .queue import TABS, count_in, numbers_waiting

COUNTED = ("", "reported", "unanswered")
LONGEST_SHOWN, NEWEST_SHOWN = 3, 5
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
        numbers = numbers_waiting(self.user) | count_in(self.user, ["unanswered"])
        tabs = [
            {
                "label": TABS[name].label,
                "number": shown_number(numbers[name]),
                "url": reverse(f"qa_desk:{name or 'queue'}"),
            }
            for name in COUNTED
            if numbers.get(name)
        ]
        return {"tabs": tabs, "longest": waiting_longest(comments_for(self.user))}


def waiting_longest(comments: QuerySet[Comment]) -> list[Comment]:
    """Return those of *comments* that wait longest for a decision, the urgent ones first.

    Each has ``waits_since``: when it was sent, or reported for the first time.
    """
    open_reports = Report.objects.filter(comment=OuterRef("pk"), handled_at=None)
    reported_at = open_reports.order_by("reported_at").values("reported_at")[:1]
    found: list[tuple] = []  # without whole rows, which are only read of those that are shown
    for tab, since in (("", F("posted_at")), ("reported", Subquery(reported_at))):
        waiting = TABS[tab].choose(comments).annotate(waits_since=since)
        waiting = waiting.order_by("-is_urgent", "waits_since", "pk")
        found += waiting.values_list("is_urgent", "waits_since", "pk")[:LONGEST_SHOWN]
    found.sort(key=lambda row: (not row[0], *row[1:]))
    since_by_key = {pk: since for _is_urgent, since, pk in found[:LONGEST_SHOWN]}
    whole = Comment.objects.select_related("page", "expert").in_bulk(since_by_key)
    for pk, comment in whole.items():
        comment.waits_since = since_by_key[pk]
    return [whole[pk] for pk in since_by_key if pk in whole]


class DiscussionSidePanel(BaseSidePanel):
    """Says beside the fields of a page what is going on in its discussion.

    The page is the one readers see. Whether the user may see this is up to the caller.
    """

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = _("Toggle discussion")
        icon_name = "openquote"  # Wagtail's own comments have the balloon

        def get_context_data(self, parent_context: dict) -> dict:
            waiting = self.panel.numbers.get(CommentState.PENDING, 0)
            return {**super().get_context_data(parent_context), "count": waiting}

    name = "discussion"
    title = _("Discussion")
    template_name = "desk/side_panel.html"
    order = 310  # behind Wagtail's own comments

    class Media:
        css = {"all": [STYLES]}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """How many comments the page has in each state."""
        rows = self._comments().values("state").annotate(number=Count("pk"))
        return dict(rows.values_list("state", "number"))

    def get_context_data(self, parent_context: dict) -> dict:
        everything = f"{reverse('qa_desk:all')}?page={self.object.pk}"
        newest = self._comments().select_related("expert").order_by("-posted_at", "-pk")
        return {
            **super().get_context_data(parent_context),
            "policy": self._policy(),
            "states": [
                {"label": state.label, "number": number, "url": f"{everything}&state={state}"}
                for state in CommentState
                if (number := self.numbers.get(state))
            ],
            "newest": newest[:NEWEST_SHOWN],
            "all_url": everything,
        }

    def _comments(self) -> QuerySet[Comment]:
        return Comment.objects.filter(page=self.object)

    def _policy(self) -> str:
        site = self.object.get_site()
        if site is None:  # moved out of every site
            return ""
        return CommentPolicy(policy_of(self.object, CommentSettings.for_site(site))).label
