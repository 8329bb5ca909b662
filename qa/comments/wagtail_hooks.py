"""What discussions add to the Wagtail admin."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.models import Page

from site_core.foundation.languages import translated

from .alerts import unwatched_sites
from .history import (
    AUTHOR_HELD,
    AUTHOR_RELEASED,
    DECLINE_TAKEN_BACK,
    DECLINED,
    MAIL_LINK,
    REDACTED,
    REPLIED,
    REPORTS_CLOSED,
    STATE_CHANGED,
)
from .models import Comment
from .panels import AlertWarning
from .permissions import user_manages_rules
from .states import CommentState

STATE_MESSAGE = _("State changed from %(before)s to %(after)s")


class WithReason(LogFormatter):
    """Says what was done, by which way if not in the admin, and the reason if one was given."""

    def format_message(self, log_entry) -> str:
        data = log_entry.data
        message, reason = self.message % _with_labels(data), data.get("reason")
        if data.get("via") == MAIL_LINK:
            message = _("%(message)s (by mail link)") % {"message": message}
        return f"{message}: {translated(reason)}" if reason else message


def _with_labels(data: dict) -> dict:
    """Return *data* with the names of states in the reader's language."""
    labels = dict(CommentState.choices)
    named = {key: labels.get(data.get(key), data.get(key)) for key in ("before", "after")}
    return {**data, **named}


@hooks.register("register_log_actions")
def register_decisions(actions) -> None:
    """Name what is done with comments in the history and in the site's log report."""

    for action, label, message in (
        (STATE_CHANGED, _("Change the state of a comment"), STATE_MESSAGE),
        (REPORTS_CLOSED, _("Close reports"), _("Reports closed")),
        (REDACTED, _("Redact a comment"), _("Words removed")),
        (AUTHOR_HELD, _("Hold an author"), _("Author held: everything waits for a moderator")),
        (AUTHOR_RELEASED, _("Release an author"), _("Author no longer held")),
        (REPLIED, _("Reply as expert"), _("Written as a reply to comment %(to)s")),
        (DECLINED, _("Decline a comment"), _("Declined")),
        (DECLINE_TAKEN_BACK, _("Take back a decline"), _("No longer declined")),
    ):
        actions.register_action(action)(
            type("_Decision", (WithReason,), {"label": label, "message": message})
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


@hooks.register("construct_homepage_panels")
def warn_where_nobody_is_told(request, panels: list) -> None:
    """Say on the dashboard, to those who manage the rules, that a cry for help would go unheard."""
    if user_manages_rules(request.user) and (sites := unwatched_sites()):
        panels.append(AlertWarning(sites))
