"""The experts' desk: comments that wait for a reply, and those begun, sent or declined."""

from collections import Counter

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qa.comments.history import reasons_of
from qa.comments.models import Comment, DeclineReason, ReplyDraft
from qa.comments.permissions import Right, comments_for, within
from qa.comments.querysets import discussion_is_hidden
from qa.comments.states import CommentState
from qa.models import QAPage, Topic

from .access import ExpertMixin
from .counting import COUNTED_TO, shown_number
from .filters import CommentFilterSet
from .listing import CARDS_A_PAGE, CommentListing

# The lists, by the last part of their address.
TABS = {
    "expert": _("My answers"),
    "expert_others": _("Other answers"),
    "expert_drafts": _("Drafts"),
    "expert_sent": _("Sent to an editor"),
    "expert_declined": _("Declined"),
}
WAITING = ("expert", "expert_others")


def comments_in(tab: str, user, expert) -> QuerySet[Comment]:
    """Return what one list of the desk shows to *user*, who is *expert*."""
    if tab == "expert_sent":
        # What was turned down is here until the expert has seen why.
        returned = (CommentState.PENDING, CommentState.REJECTED)
        return Comment.objects.filter(user=user, expert=expert, state__in=returned)
    mine = comments_for(user, Right.REPLY)
    if tab == "expert_drafts":
        return mine.filter(reply_drafts__user=user)
    if tab == "expert_declined":
        return mine.filter(decline__isnull=False)
    answers = QAPage.objects.filter(expert=expert).values("pk")
    waiting = mine.awaiting_expert()
    if tab == "expert":
        return waiting.filter(page_id__in=answers)
    return waiting.exclude(page_id__in=answers)


def number_waiting(user, expert) -> int:
    """Return how many comments wait on the expert's own answers, as is kept beside discussions.

    Every page of the admin asks for it. COUNTED_TO at most.
    """
    found = getattr(user, "_pages_waiting", {})
    if "expert" in found:
        return len(found["expert"])
    answers = QAPage.objects.live().exclude(discussion_is_hidden())
    mine = answers.filter(within(user, Right.REPLY, "path"), expert=expert).order_by()
    waiting = mine.filter(counted__unanswered__gt=0)[:COUNTED_TO]  # one on each at least
    numbers = waiting.annotate(number=F("counted__unanswered")).values("number")
    return min(numbers.aggregate(sum=Sum("number"))["sum"] or 0, COUNTED_TO)


def pages_waiting(tab: str, user, expert) -> list[int]:
    """Return the keys of the pages of comments in one list, one of each, COUNTED_TO at most.

    Asked for once a request.
    """
    if not hasattr(user, "_pages_waiting"):
        user._pages_waiting = {}
    if tab not in user._pages_waiting:
        found = some_in(tab, user, expert).values_list("page_id", flat=True)
        user._pages_waiting[tab] = list(found)
    return user._pages_waiting[tab]


def some_in(tab: str, user, expert) -> QuerySet[Comment]:
    """Return comments of one list, COUNTED_TO at most, in no order."""
    found = comments_in(tab, user, expert).order_by()
    if tab == "expert_others":  # nearly all: found in the order of an index, not page by page
        found = found.order_by("-is_urgent", "posted_at")
    return found[:COUNTED_TO]


class ExpertFilterSet(CommentFilterSet):
    """What experts narrow their lists down by."""

    state = reason = address = None


class ExpertQueueView(ExpertMixin, CommentListing):
    """Lists comments, the oldest first, with all an expert needs to choose one."""

    template_name = "desk/expert_queue.html"
    results_template_name = "desk/expert_queue_results.html"
    page_title = _("Expert desk")
    header_icon = "openquote"
    filterset_class = ExpertFilterSet
    tab = "expert"
    counted_beyond = CARDS_A_PAGE  # each is looked for among all that wait

    def get_base_queryset(self) -> QuerySet[Comment]:
        return comments_in(self.tab, self.request.user, self.expert)

    def order_queryset(self, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        return queryset.order_by("posted_at", "pk")

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        found = Comment.objects.select_related("page", "expert", "reply_to__expert", "decline")
        by_key = found.in_bulk(list(context["object_list"]))
        shown = [by_key[pk] for pk in context["object_list"] if pk in by_key]
        drafts = ReplyDraft.objects.filter(user=self.request.user, comment__in=shown)
        begun = {draft.comment_id: draft for draft in drafts}
        reasons = reasons_of(shown) if self.tab == "expert_sent" else {}
        return {
            **context,
            "cards": [
                {
                    "comment": comment,
                    "draft": begun.get(comment.pk),
                    "reason": reasons.get(comment.pk, ""),
                }
                for comment in shown
            ],
            "tab": self.tab,
            "tabs": [] if self.results_only else self._tabs(),
            "topics": [] if self.results_only else self._topics(),
            "decline_reasons": DeclineReason.choices,
            "here": self.here,
        }

    def _tabs(self) -> list[dict]:
        user = self.request.user
        return [
            {
                "label": label,
                "url": reverse(f"qa_desk:{name}"),
                "is_here": name == self.tab,
                "number": None
                if name == "expert_declined"
                else shown_number(len(pages_waiting(name, user, self.expert))),
            }
            for name, label in TABS.items()
        ]

    def _topics(self) -> list[dict]:
        """Return the topics of the comments that wait in this list, with how many of each.

        Where more than COUNTED_TO wait, those of the first that are found; there are more of each.
        """
        if self.tab not in WAITING:
            return []
        by_page = Counter(pages_waiting(self.tab, self.request.user, self.expert))
        more = "+" if by_page.total() >= COUNTED_TO else ""
        through = QAPage.topics.through.objects.filter(qapage_id__in=by_page)
        counts: Counter[int] = Counter()
        for page_id, topic_id in through.values_list("qapage_id", "topic_id"):
            counts[topic_id] += by_page[page_id]
        chosen = self.request.GET.get("topic", "")
        return [
            {
                "label": topic.name,
                "number": f"{counts[topic.pk]}{more}",
                "url": f"{self.index_url}?topic={topic.pk}",
                "is_here": chosen == str(topic.pk),
            }
            for topic in Topic.objects.filter(pk__in=counts).order_by("name")
        ]
