"""What the desk adds to the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from qa.comments.permissions import user_can_moderate

from . import urls
from .groups import CommentPermissionFormSet
from .queue import numbers_waiting, shown_number


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Add the pages of the desk below ``/admin/comments/``."""
    return [path("comments/", include(urls))]


@hooks.register("register_group_permission_panel")
def register_group_panel() -> type:
    """Let administrators give groups rights on comments, page by page."""
    return CommentPermissionFormSet


class QueueMenuItem(MenuItem):
    """Leads to the queue and says how many comments wait."""

    def is_shown(self, request) -> bool:
        return user_can_moderate(request.user)

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
