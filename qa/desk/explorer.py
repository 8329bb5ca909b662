"""What the desk adds to Wagtail's own pages about pages: the explorer and the editor.

It stands in for Wagtail's views of all page types that have none of their own. A page type that
gets views of its own starts from these.
"""

from collections.abc import Iterable
from functools import partial

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.hooks import get_hooks
from wagtail.models import Page, PagePermissionTester

from qa.comments.models import Comment
from qa.comments.permissions import Right, user_can_moderate, within
from qa.comments.routes import DiscussionMixin
from qa.comments.states import CommentState

from .counting import numbers_of, shown_number
from .panels import STYLES, DiscussionSidePanel


def pending_on(user, pages: Iterable[Page]) -> dict[int, int]:
    """Return how many comments wait for *user* on each of *pages* and below it, by its key.

    COUNTED_TO at most where there is anything below. Two statements, or one if all are alike.
    """
    pending = Comment.objects.filter(state=CommentState.PENDING).order_by()
    # Asked of these few here: a database would look at all pages where the user has the right.
    leaves = [page.pk for page in pages if page.is_leaf() and user_can_moderate(user, page)]
    others = [page for page in pages if not page.is_leaf()]
    on_leaves = pending.filter(page__in=leaves).values_list("page_id").annotate(number=Count("pk"))
    mine = pending.filter(within(user, Right.MODERATE))
    below = {page.pk: mine.filter(page__path__startswith=page.path) for page in others}
    return {**dict(on_leaves), **numbers_of(below)}


class PendingColumn(Column):
    """Says how many comments wait on a page and below it, and leads to them; empty where none do.

    :param numbers: what :func:`pending_on` returns
    """

    header_template_name = "desk/pending_header.html"
    cell_template_name = "desk/pending_cell.html"

    class Media:
        css = {"all": [STYLES]}

    def __init__(self, numbers: dict[int, int]) -> None:
        super().__init__("comments_waiting", label=_("Comments waiting"), width="10%")
        self.numbers = numbers

    def get_value(self, instance: Page) -> int:
        return self.numbers.get(instance.pk, 0)

    def get_cell_context_data(self, instance: Page, parent_context) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "value": shown_number(context["raw_value"])}


class PermissionsOfRow(PagePermissionTester):
    """Wagtail's own rules, which for each row look for what is published on the page or below it.

    On a published page there is, so nobody removes or moves it who may not unpublish it.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        may_unpublish = self.user.is_superuser or "publish" in getattr(self, "permissions", ())
        if self.page.live and not may_unpublish:
            return False
        return super().can_delete(ignore_bulk)


class ExplorerView(ExplorableIndexView):
    """Shows moderators what waits beside each page."""

    def get_table(self, object_list: Iterable[Page]) -> Table:
        user = self.request.user
        for page in object_list:
            page.permissions_for_user = partial(PermissionsOfRow, page=page)
        if user_can_moderate(user):
            self.explorable_columns.insert(-1, PendingColumn(pending_on(user, object_list)))
        return super().get_table(object_list)

    def get_paginator(self, queryset: QuerySet, *args, **kwargs) -> Paginator:
        paginator = super().get_paginator(queryset, *args, **kwargs)
        if self.shows_all_children:
            paginator.count = self.parent_page.numchild  # kept as if it had been counted
        return paginator

    @property
    def shows_all_children(self) -> bool:
        """Whether the list is of all pages right below the parent, which Wagtail has counted."""
        if self.is_searching or self.is_filtering or get_hooks("construct_explorer_page_queryset"):
            return False
        mine = self.permission_policy.instances_with_direct_explore_permission(self.request.user)
        return any(self.parent_page.path.startswith(page.path) for page in mine)


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
