"""What discussions add to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from .desk import DESK, DecideView, DeskView, user_can_moderate
from .history import STATE_CHANGED
from .models import Comment


@hooks.register("register_log_actions")
def register_state_changes(actions) -> None:
    """Name each change of a comment's state in the history and in the site's log report."""

    @actions.register_action(STATE_CHANGED)
    class StateChange:
        label = _("Change the state of a comment")

        def format_message(self, log_entry) -> str:
            data = log_entry.data
            message = _("State changed from %(before)s to %(after)s") % data
            return f"{message}: {data['reason']}" if data.get("reason") else message


class DeskMenuItem(MenuItem):
    def is_shown(self, request) -> bool:
        return user_can_moderate(request.user)


@hooks.register("register_admin_urls")
def register_desk() -> list[URLPattern]:
    """Add the list of comments that wait, and the address its forms post to."""
    return [
        path("comments/", DeskView.as_view(), name=DESK),
        path("comments/<int:comment_id>/", DecideView.as_view(), name="qa_comments_decide"),
    ]


@hooks.register("register_admin_menu_item")
def register_desk_menu_item() -> MenuItem:
    """Lead moderators to the comments that wait."""
    return DeskMenuItem(
        _("Comments"), reverse(DESK), name="comments", icon_name="comment", order=250
    )


@hooks.register("before_delete_page")
def say_how_many_comments_go(request, page) -> None:
    """Tell an editor on the page that asks for confirmation what is deleted with a page."""
    number = _comments_below([page])
    if number and request.method == "GET":
        messages.warning(
            request,
            ngettext(
                "%(number)d comment will be deleted with it, for good. Unpublish instead to keep "
                "it.",
                "%(number)d comments will be deleted with it, for good. Unpublish instead to keep "
                "them.",
                number,
            )
            % {"number": number},
        )


@hooks.register("before_bulk_action")
def keep_discussions_from_bulk_deletion(request, action_type, objects, action_class):
    """Refuse to delete several discussed pages at once: that form cannot say what goes with them.

    Wagtail calls the hook only after its confirmation.
    """
    pages = [item for item in objects if isinstance(item, Page)]
    number = _comments_below(pages) if action_type == "delete" else 0
    if not number:
        return None
    messages.error(
        request,
        ngettext(
            "Nothing was deleted: %(number)d comment hangs on these pages. Unpublish them, or "
            "delete them one at a time.",
            "Nothing was deleted: %(number)d comments hang on these pages. Unpublish them, or "
            "delete them one at a time.",
            number,
        )
        % {"number": number},
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def _comments_below(pages: list[Page]) -> int:
    return sum(
        Comment.objects.filter(page__in=page.get_descendants(inclusive=True)).count()
        for page in pages
    )
