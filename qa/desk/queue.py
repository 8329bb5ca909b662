"""The queue: the comments that wait for a moderator, a card each."""

from collections.abc import Callable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.models import ModelLogEntry

from qa.comments import moderation
from qa.comments.history import REPORTS_CLOSED, STATE_CHANGED
from qa.comments.models import Comment, CommentSettings, Report
from qa.comments.permissions import comments_for, user_sees_personal_data
from qa.comments.querysets import LARGEST_NUMBER
from qa.comments.states import CommentState

from .access import ModeratorMixin
from .cards import cards_of
from .filters import CommentFilterSet

CARDS_A_PAGE = 20
UNDOABLE_SHOWN, UNDOABLE_LOOKED_AT = 5, 50

_REPORTED = Q(
    Exists(Report.objects.filter(comment=OuterRef("pk"), handled_at=None)),
    state=CommentState.PUBLIC,
)
# What each tab shows, by the last part of its address.
TABS: dict[str, tuple[str, Callable[[QuerySet[Comment]], QuerySet[Comment]]]] = {
    "": (_("Pending"), lambda comments: comments.filter(state=CommentState.PENDING)),
    "reported": (_("Reported"), lambda comments: comments.filter(_REPORTED)),
    "unanswered": (_("Unanswered by an expert"), lambda comments: comments.awaiting_expert()),
    "spam": (_("Spam"), lambda comments: comments.filter(state=CommentState.SPAM)),
    "all": (_("All"), lambda comments: comments),
}
COUNTED = ("", "reported", "unanswered", "spam")


def numbers_waiting(user) -> dict[str, int]:
    """Return how many comments wait for *user* in each tab but "all", in one query a request."""
    if not hasattr(user, "_comments_waiting"):
        mine = comments_for(user).order_by()
        counts = [
            TABS[name][1](mine)
            .annotate(tab=Value(name))
            .values("tab")
            .annotate(number=Count("pk"))
            .values_list("tab", "number")
            for name in COUNTED
        ]
        user._comments_waiting = dict(counts[0].union(*counts[1:], all=True))
    return user._comments_waiting


class QueueView(ModeratorMixin, BaseListingView):
    """Lists comments with all that is needed to decide on them, the oldest first."""

    template_name = "desk/queue.html"
    results_template_name = "desk/queue_results.html"
    page_title = _("Comments")
    header_icon = "comment"
    paginate_by = CARDS_A_PAGE
    is_searchable = True
    search_fields = ["comment", "user_name"]
    search_backend_name = None
    filterset_class = CommentFilterSet
    verbose_name_plural = _("comments")
    tab = ""

    def get_index_url(self) -> str:
        return reverse(f"qa_desk:{self.tab or 'queue'}")

    def get_index_results_url(self) -> str:
        return reverse(f"qa_desk:{self.tab or 'queue'}_results")

    def get_base_queryset(self) -> QuerySet[Comment]:
        comments = TABS[self.tab][1](comments_for(self.request.user))
        wanted = self.request.GET.get("comment", "")
        if wanted.isdecimal() and int(wanted) <= LARGEST_NUMBER:
            comments = comments_for(self.request.user).filter(pk=int(wanted))
        related = ("page", "expert", "receipt", "reply_to", "user")
        return comments.select_related(*related).prefetch_related("reports", "edits")

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
            "tabs": self._tabs(),
            "undoable": _undoable(user),
            "reasons": rules.entries(rules.rejection_reasons),
            "sees_personal_data": user_sees_personal_data(user),
            "here": self.request.get_full_path() if not self.results_only else self.index_url,
        }

    def _tabs(self) -> list[dict]:
        numbers = numbers_waiting(self.request.user)
        return [
            {
                "label": label,
                "url": reverse(f"qa_desk:{name or 'queue'}"),
                "is_here": name == self.tab,
                "number": numbers.get(name, 0) if name in COUNTED else None,
            }
            for name, (label, _choose) in TABS.items()
        ]


def _undoable(user) -> list[ModelLogEntry]:
    """Return the decisions of *user* that can still be undone, newest first."""
    since = timezone.now() - moderation.UNDO_WITHIN
    entries = ModelLogEntry.objects.filter(
        user=user, action__in=(STATE_CHANGED, REPORTS_CLOSED), timestamp__gt=since
    )
    newest: dict[str, ModelLogEntry] = {}
    for entry in entries.order_by("-timestamp", "-pk")[:UNDOABLE_LOOKED_AT]:
        newest.setdefault(entry.object_id, entry)
    return [entry for entry in newest.values() if not entry.data.get("is_undo")][:UNDOABLE_SHOWN]
