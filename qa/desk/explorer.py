"""What the desk adds to Wagtail's own pages about pages: the explorer and the editor.

It stands in for Wagtail's views of all page types that have none of their own. A page type that
gets views of its own starts from these.
"""

from collections import Counter

from django.db.models import Count
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from qa.comments.permissions import comments_for, user_can_moderate
from qa.comments.routes import DiscussionMixin
from qa.comments.states import CommentState

from .panels import STYLES, DiscussionSidePanel


def pending_by_path(user) -> Counter[str]:
    """Return how many comments wait for *user* on each page and below it, by its tree path."""
    pending = comments_for(user).filter(state=CommentState.PENDING).order_by()
    rows = pending.values("page__path").annotate(number=Count("pk"))
    numbers: Counter[str] = Counter()
    for path, number in rows.values_list("page__path", "number"):
        for end in range(Page.steplen, len(path) + 1, Page.steplen):
            numbers[path[:end]] += number
    return numbers


class PendingColumn(Column):
    """Says how many comments wait on a page and below it, and leads to them; empty where none do.

    :param numbers: what :func:`pending_by_path` returns
    """

    header_template_name = "desk/pending_header.html"
    cell_template_name = "desk/pending_cell.html"

    class Media:
        css = {"all": [STYLES]}

    def __init__(self, numbers: Counter[str]) -> None:
        super().__init__("comments_waiting", label=_("Comments waiting"), width="10%")
        self.numbers = numbers

    def get_value(self, instance: Page) -> int:
        return self.numbers[instance.path]


class ExplorerView(ExplorableIndexView):
    """Shows moderators what waits beside each page."""

    @cached_property
    def explorable_columns(self) -> list:
        columns = super().explorable_columns
        if user_can_moderate(self.request.user):
            columns.insert(-1, PendingColumn(pending_by_path(self.request.user)))
        return columns


class EditorView(EditView):
    """Shows moderators the discussion beside the fields of a page that has one."""

    def get_side_panels(self) -> MediaContainer:
        panels = super().get_side_panels()
        if self.expects_json_response or self.hydrate_create_view:
            return panels  # Wagtail only renews what saving has changed
        page = self.real_page_record.specific  # what readers see, whatever the draft says
        has_discussion = isinstance(page, DiscussionMixin) and page.has_discussion
        if has_discussion and user_can_moderate(self.request.user, page):
            panels.append(DiscussionSidePanel(page, self.request))
        return panels


class DeskPageViewSet(PageViewSet):
    """Wagtail's views of pages, with what waits for moderators."""

    index_view_class = ExplorerView
    edit_view_class = EditorView
