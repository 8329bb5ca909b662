"""Where moderators decide on the comments that wait: a list, with one form a comment."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from qa.comments.models import Comment, Report
from qa.comments.permissions import user_can_moderate
from qa.comments.services import set_state
from qa.comments.states import CommentState

DESK = "qa_desk:queue"
DECISIONS = (CommentState.PUBLIC, CommentState.REJECTED, CommentState.SPAM)
CARDS_A_PAGE = 20


def waiting_comments() -> QuerySet[Comment]:
    """Return the comments to decide on, and the public ones that readers have reported."""
    reports = Report.objects.filter(comment=OuterRef("pk"), handled_at=None)
    held = Q(state__in=(CommentState.PENDING, CommentState.SPAM))
    return Comment.objects.filter(held | Q(Exists(reports), state=CommentState.PUBLIC))


class ModeratorMixin:
    """Lets nobody in who does not decide on comments."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not user_can_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeskView(ModeratorMixin, WagtailAdminTemplateMixin, ListView):
    """Lists what waits, the oldest first; what was taken for spam comes last."""

    template_name = "desk/queue.html"
    page_title = gettext_lazy("Comments")
    header_icon = "comment"
    paginate_by = CARDS_A_PAGE
    context_object_name = "comments"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": gettext_lazy("Comments")},
    ]

    def get_queryset(self) -> QuerySet[Comment]:
        comments = waiting_comments().select_related("page", "receipt", "reply_to")
        spam_last = Case(When(state=CommentState.SPAM, then=Value(1)), default=Value(0))
        return comments.prefetch_related("reports").order_by(spam_last, "posted_at", "pk")


class DecideView(ModeratorMixin, View):
    """Publishes, rejects or marks as spam one comment; closes the reports on it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, comment_id: int) -> HttpResponse:
        comment = get_object_or_404(Comment, pk=comment_id)
        to = request.POST.get("to", "")
        if to not in DECISIONS:
            messages.error(request, _("Choose what shall become of the comment."))
            return redirect(DESK)
        reason = request.POST.get("reason", "").strip()
        try:
            set_state(comment=comment, to=to, by=request.user, reason=reason)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(DESK)
        close_reports(comment)
        messages.success(
            request,
            _("The comment by %(name)s is now: %(state)s.")
            % {"name": comment.display_name, "state": CommentState(to).label},
        )
        return redirect(DESK)


def close_reports(comment: Comment) -> None:
    """Mark the reports on *comment* as dealt with."""
    comment.reports.filter(handled_at=None).update(handled_at=timezone.now())
