"""What discussions add to the Wagtail admin."""

from django.contrib import messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks

from .models import Comment
from .services import STATE_CHANGED


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


@hooks.register("before_delete_page")
def say_how_many_comments_go(request, page) -> None:
    """Tell an editor on the page that asks for confirmation what is deleted with a page."""
    if request.method == "GET":
        _warn_about_comments(request, [page])


@hooks.register("before_bulk_action")
def say_how_many_comments_go_together(request, action_type, objects, action_class) -> None:
    """Tell the same where several pages are deleted at once."""
    if action_type == "delete" and request.method == "GET":
        _warn_about_comments(request, [item for item in objects if hasattr(item, "depth")])


def _warn_about_comments(request, pages) -> None:
    number = sum(
        Comment.objects.filter(page__in=page.get_descendants(inclusive=True)).count()
        for page in pages
    )
    if number:
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
