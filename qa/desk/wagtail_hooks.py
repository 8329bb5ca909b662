"""What the desk adds to the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from qa.comments.permissions import user_can_moderate, user_can_reply_as_expert
from qa.comments.services import expert_of

from . import urls
from .expert_queue import number_waiting
from .explorer import DeskPageViewSet
from .groups import CommentPermissionFormSet
from .panels import WaitingPanel
from .queue import numbers_waiting, shown_number


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Add the pages of the desk below ``/admin/comments/``."""
    return [path("comments/", include(urls))]


@hooks.register("register_group_permission_panel")
def register_group_panel() -> type:
    """Let administrators give groups rights on comments, page by page."""
    return CommentPermissionFormSet


class ModeratorMenuItem(MenuItem):
    """Is there for moderators only."""

    def is_shown(self, request) -> bool:
        return user_can_moderate(request.user)


class QueueMenuItem(ModeratorMenuItem):
    """Leads to the queue and says how many comments wait."""

    def render_component(self, request):
        component = super().render_component(request)
        if number := sum(numbers_waiting(request.user).values()):
            component.label = f"{self.label} ({shown_number(number)})"
        return component


@hooks.register("register_admin_menu_item")
def register_queue() -> MenuItem:
    """Lead moderators to the comments that wait."""
    return QueueMenuItem(
        _("Comments"), reverse("qa_desk:queue"), name="comments", icon_name="comment", order=250
    )


class ExpertMenuItem(MenuItem):
    """Leads to the experts' desk and says how many comments wait for the expert."""

    def is_shown(self, request) -> bool:
        return user_can_reply_as_expert(request.user) and expert_of(request.user) is not None

    def render_component(self, request):
        component = super().render_component(request)
        if number := number_waiting(request.user, expert_of(request.user)):
            component.label = f"{self.label} ({shown_number(number)})"
        return component


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
