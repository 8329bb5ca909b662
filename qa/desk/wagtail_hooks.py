"""What the desk adds to the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from qa.comments.permissions import user_can_moderate, user_can_reply_as_expert

from . import urls
from .access import expert_behind
from .counting import shown_number
from .expert_queue import number_waiting
from .explorer import DeskPageViewSet
from .groups import CommentPermissionFormSet
from .panels import WaitingPanel
from .queue import numbers_waiting


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Add the pages of the desk below ``/admin/comments/``."""
    return [path("comments/", include(urls))]


@hooks.register("register_group_permission_panel")
def register_group_panel() -> type:
    """Let administrators give groups rights on comments, page by page."""
    return CommentPermissionFormSet


class CountingMenuItem(MenuItem):
    """Says behind its label how many comments wait."""

    def number(self, request) -> int:
        """Return how many; nothing is said of none."""
        return 0

    def render_component(self, request):
        component = super().render_component(request)
        if number := self.number(request):
            component.label = f"{self.label} ({shown_number(number)})"
        return component


class ModeratorMenuItem(CountingMenuItem):
    """Is there for moderators only."""

    def is_shown(self, request) -> bool:
        return user_can_moderate(request.user)


class QueueMenuItem(ModeratorMenuItem):
    """Leads to the queue."""

    def number(self, request) -> int:
        return sum(numbers_waiting(request.user).values())


@hooks.register("register_admin_menu_item")
def register_queue() -> MenuItem:
    """Lead moderators to the comments that wait."""
    return QueueMenuItem(
        _("Comments"), reverse("qa_desk:queue"), name="comments", icon_name="comment", order=250
    )


class ExpertMenuItem(CountingMenuItem):
    """Leads to the experts' desk."""

    def is_shown(self, request) -> bool:
        return user_can_reply_as_expert(request.user) and expert_behind(request) is not None

    def number(self, request) -> int:
        return number_waiting(request.user, expert_behind(request))


@hooks.register("register_admin_menu_item")
def register_expert_desk() -> MenuItem:
    """Lead experts to the comments that wait for them."""
    return ExpertMenuItem(
        _("Expert desk"),
        reverse("qa_desk:expert"),
        name="expert-desk",
        icon_name="openquote",
        order=251,
    )


@hooks.register("construct_homepage_panels")
def show_what_waits(request, panels: list) -> None:
    """Tell moderators on the dashboard what waits for them."""
    if user_can_moderate(request.user):
        panels.append(WaitingPanel(request.user))


@hooks.register("register_admin_viewset")
def register_page_views() -> DeskPageViewSet:
    """Show moderators what waits in the page explorer and beside an article's fields."""
    return DeskPageViewSet()


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    """Lead moderators to the numbers: what waits and how long it took."""
    return ModeratorMenuItem(
        _("Comments"),
        reverse("qa_desk:report"),
        name="comments-report",
        icon_name="comment",
        order=600,
    )


@hooks.register("register_reports_menu_item")
def register_log() -> MenuItem:
    """Lead moderators to the log of what was done with comments."""
    return ModeratorMenuItem(
        _("Comment log"), reverse("qa_desk:log"), name="comment-log", icon_name="history", order=650
    )
