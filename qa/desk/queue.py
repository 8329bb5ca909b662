"""The queue: the comments that wait for a moderator, a card each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qa.comments.models import Comment, CommentSettings, Report
from qa.comments.permissions import comments_for, user_sees_personal_data
from qa.comments.querysets import LARGEST_NUMBER
from qa.comments.states import CommentState

from .access import ModeratorMixin
from .cards import cards_of
from .counting import numbers_of, shown_number
from .filters import CommentFilterSet
from .listing import CommentListing
from .undoable import undoable_by

# Public, with a report that nobody has dealt with.
REPORTED = Q(
    pk__in=Report.objects.filter(handled_at=None).values("comment"), state=CommentState.PUBLIC
)
_PUBLISH = (CommentState.PUBLIC, _("Publish"))
_REJECT = (CommentState.REJECTED, _("Reject"))
_SPAM = (CommentState.SPAM, _("Spam"))
_REMOVE = (CommentState.REMOVED, _("Remove, leaving a mark"))


@dataclass(frozen=True)
class Tab:
    """A part of the queue."""

    label: str
    choose: Callable[[QuerySet[Comment]], QuerySet[Comment]]
    buttons: tuple[tuple[CommentState, str], ...]  # what can be done with many of it at once


# By the last part of its address.
TABS: dict[str, Tab] = {
    "": Tab(
        _("Pending"),
        lambda comments: comments.filter(state=CommentState.PENDING),
        (_PUBLISH, _REJECT, _SPAM),
    ),
    "reported": Tab(
        _("Reported"),
        lambda comments: comments.filter(REPORTED),
        ((CommentState.PUBLIC, _("Keep")), _REJECT, _SPAM, _REMOVE),
    ),
    "unanswered": Tab(
        _("Unanswered by an expert"),
        lambda comments: comments.awaiting_expert(),
        (_REJECT, _SPAM, _REMOVE),
    ),
    "spam": Tab(
        _("Spam"),
        lambda comments: comments.filter(state=CommentState.SPAM),
        (_PUBLISH, _REJECT),
    ),
    "all": Tab(
        _("All"),
        lambda comments: comments,
        ((CommentState.PUBLIC, _("Publish or keep")), _REJECT, _SPAM, _REMOVE),
    ),
}
URGENT_TABS, OTHER_TABS = ("", "reported"), ("unanswered", "spam")


def numbers_waiting(user) -> dict[str, int]:
    """Return how many comments of the urgent tabs wait for *user*, in one query a request.

    Every page of the admin asks for them. No tab counts beyond COUNTED_TO.
    """
    if not hasattr(user, "_comments_waiting"):
        user._comments_waiting = count_in(user, URGENT_TABS)
    return user._comments_waiting


def count_in(user, tabs: Iterable[str]) -> dict[str, int]:
    """Return how many comments *user* has in each of *tabs*, in one query."""
    # In the order of an index: found by their pages instead, a long discussion is read in vain.
    mine = comments_for(user).order_by("-is_urgent", "posted_at")
    return numbers_of({tab: TABS[tab].choose(mine) for tab in tabs})


class QueueView(ModeratorMixin, CommentListing):
    """Lists comments with all that is needed to decide on them, the oldest first."""

    template_name = "desk/queue.html"
    results_template_name = "desk/queue_results.html"
    page_title = _("Comments")
    header_icon = "comment"
    filterset_class = CommentFilterSet

    @property
    def address_name(self) -> str:
        return f"qa_desk:{self.tab or 'queue'}"

    def get_base_queryset(self) -> QuerySet[Comment]:
        wanted = self.request.GET.get("comment", "")
        if wanted.isdecimal() and int(wanted) <= LARGEST_NUMBER:
            return comments_for(self.request.user).filter(pk=int(wanted))
        return TABS[self.tab].choose(comments_for(self.request.user))

    def order_queryset(self, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        if self.tab == "all":
            return queryset.order_by("-posted_at", "-pk")
        return queryset.order_by("-is_urgent", "posted_at", "pk")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        user, rules = self.request.user, CommentSettings.for_request(self.request)
        return {
            **context,
            "cards": cards_of(context["object_list"]),
            "tabs": [] if self.results_only else self._tabs(),
            "undoable": [] if self.results_only else undoable_by(user),
            "reasons": rules.entries(rules.rejection_reasons),
            "sees_personal_data": user_sees_personal_data(user),
            "here": self.here,
            "bulk_url": self._bulk_url(),
            "buttons": TABS[self.tab].buttons,
            "keys_work": _wants_keys(user),
            "looked_at": timezone.now().isoformat(),
        }

    def _bulk_url(self) -> str:
        query = self.query.copy()
        query.pop(self.page_kwarg, None)
        return f"{reverse(f'{self.address_name}_bulk')}?{query.urlencode()}"

    def _tabs(self) -> list[dict]:
        user = self.request.user
        numbers = numbers_waiting(user) | count_in(user, OTHER_TABS)
        return [
            {
                "label": tab.label,
                "url": reverse(f"qa_desk:{name or 'queue'}"),
                "is_here": name == self.tab,
                "number": "" if name == "all" else shown_number(numbers[name]),
            }
            for name, tab in TABS.items()
        ]


def _wants_keys(user) -> bool:
    """Return whether *user* has left the shortcuts on in their Wagtail account."""
    profile = getattr(user, "wagtail_userprofile", None)
    return profile is None or profile.keyboard_shortcuts
