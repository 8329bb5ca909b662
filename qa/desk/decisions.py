"""What the buttons of a card do."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from qa.comments import moderation
from qa.comments.models import Comment, HeldAuthor, Receipt
from qa.comments.permissions import Right, user_can_moderate, within
from qa.comments.states import CommentState

from .access import ModeratorMixin, found_comment, note_in, number_in

DECISIONS = (
    CommentState.PUBLIC,
    CommentState.REJECTED,
    CommentState.SPAM,
    CommentState.REMOVED,
)


class CardView(View):
    """Does something with one comment on a page where the user may decide."""

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args, comment_id: int, **kwargs) -> HttpResponse:
        if not user_can_moderate(request.user):
            raise PermissionDenied
        self.comment = found_comment(comment_id)
        if not user_can_moderate(request.user, self.comment.page):
            raise PermissionDenied
        self.version = number_in(request, "version")
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> HttpResponse:
        """Lead to where the card was."""
        return redirect(get_valid_next_url_from_request(self.request) or reverse("qa_desk:queue"))

    def refuse(self, message: str) -> HttpResponse:
        """Lead back and say why nothing was done."""
        messages.error(self.request, message)
        return self.back()

    def say_it_changed(self, comment: Comment) -> HttpResponse:
        """Tell that somebody else was faster, and who."""
        return self.refuse(moderation.what_changed(comment, since=self.version))


class DecideView(CardView):
    """Publishes, rejects, marks as spam or removes; closes the reports."""

    def post(self, request: HttpRequest) -> HttpResponse:
        to = request.POST.get("to", "")
        if to not in DECISIONS:
            return self.refuse(_("Choose what shall become of the comment."))
        reason = note_in(request, "reason")
        try:
            moderation.decide(
                comment=self.comment,
                version=self.version,
                to=to,
                by=request.user,
                reason=reason,
                tells_author="quietly" not in request.POST,
            )
        except moderation.StaleError as error:
            return self.say_it_changed(error.comment)
        except ValidationError as error:
            return self.refuse(" ".join(error.messages))
        return self.back()


class UndoView(CardView):
    """Takes back what the same moderator has just decided."""

    def post(self, request: HttpRequest) -> HttpResponse:
        entry_id = number_in(request, "entry")
        try:
            moderation.undo(comment=self.comment, entry_id=entry_id, by=request.user)
        except moderation.TooLateError:
            return self.refuse(_("Too late to undo: decide anew instead."))
        messages.success(request, _("Undone."))
        return self.back()


class RedactView(CardView):
    """Puts a visible mark in place of some words; asks which on a page of its own."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def _show(self, error: str = "", status: int = 200) -> HttpResponse:
        context = {
            "comment": self.comment,
            "error": error,
            "typed": self.request.POST.get("passages", ""),
            "reason": self.request.POST.get("reason", ""),
            "next": get_valid_next_url_from_request(self.request),
        }
        return render(self.request, "desk/redact.html", context, status=status)

    def post(self, request: HttpRequest) -> HttpResponse:
        lines = request.POST.get("passages", "").replace("\r\n", "\n").split("\n")
        passages = [line.strip() for line in lines if line.strip()]
        try:
            moderation.redact(
                comment=self.comment,
                version=self.version,
                passages=passages,
                by=request.user,
                reason=note_in(request, "reason"),
            )
        except moderation.StaleError as error:
            return self.say_it_changed(error.comment)
        except ValidationError as error:
            return self._show(" ".join(error.messages), status=422)
        messages.success(request, _("The words are removed."))
        return self.back()


class HoldAuthorView(CardView):
    """Lets everything wait that comes under the address of a comment, or ends that."""

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            moderation.hold_author(
                comment=self.comment,
                by=request.user,
                reason=note_in(request, "reason"),
            )
        except ValidationError as error:
            return self.refuse(" ".join(error.messages))
        messages.success(request, _("Everything by this author now waits for a moderator."))
        return self.back()


def held_authors_for(user) -> QuerySet[HeldAuthor]:
    """Return the held authors that *user* may know of: those who wrote where *user* decides."""
    if user_can_moderate(user, Page.get_first_root_node()):
        return HeldAuthor.objects.all()  # also those of whom no comment is left
    return HeldAuthor.objects.filter(Exists(_receipts_seen_by(user)))


def _receipts_seen_by(user) -> QuerySet[Receipt]:
    return Receipt.objects.filter(
        within(user, Right.MODERATE, "comment__page__path"), address_key=OuterRef("address_key")
    )


class HeldAuthorsView(ModeratorMixin, WagtailAdminTemplateMixin, ListView):
    """Lists the authors whose comments always wait."""

    template_name = "desk/held_authors.html"
    page_title = gettext_lazy("Held authors")
    header_icon = "user"
    paginate_by = 50
    context_object_name = "held_authors"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": "", "label": gettext_lazy("Held authors")},
    ]

    def get_queryset(self) -> QuerySet[HeldAuthor]:
        theirs = _receipts_seen_by(self.request.user).order_by("-posted_at")
        return (
            held_authors_for(self.request.user)
            .annotate(name=Subquery(theirs.values("comment__user_name")[:1]))
            .select_related("held_by")
            .order_by("-held_at", "-pk")
        )


class ReleaseAuthorView(ModeratorMixin, View):
    """Lets an author's comments go their usual way again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, held_id: int) -> HttpResponse:
        moderation.release_author(
            get_object_or_404(held_authors_for(request.user), pk=held_id), by=request.user
        )
        messages.success(request, _("Comments by this author no longer wait for that alone."))
        return redirect("qa_desk:held_authors")
