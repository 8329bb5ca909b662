"""What the desk adds to the Wagtail admin."""

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from qa.comments.permissions import user_can_moderate

from . import urls


@hooks.register("register_admin_urls")
def register_urls() -> list:
    """Add the pages of the desk below ``/admin/comments/``."""
    return [path("comments/", include(urls))]


class QueueMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return user_can_moderate(request.user)


@hooks.register("register_admin_menu_item")
def register_queue() -> MenuItem:
    """Lead moderators to the comments that wait."""
    return QueueMenuItem(
        _("Comments"), reverse("qa_desk:queue"), name="comments", icon_name="comment", order=250
    )
