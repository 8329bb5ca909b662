"""Who is let in where at the desk, and how the small things they send are read."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from qa.antispam.text import clean_line
from qa.comments.models import Comment
from qa.comments.permissions import user_can_moderate, user_can_reply_as_expert
from qa.comments.querysets import LARGEST_NUMBER
from qa.comments.services import expert_of

LONGEST_NOTE = 300  # characters


def note_in(request: HttpRequest, name: str) -> str:
    """Return the short text typed into the field *name*, without what no database takes."""
    return clean_line(request.POST.get(name, ""))[:LONGEST_NOTE]


def number_in(request: HttpRequest, name: str) -> int:
    """Return the number in the field *name*, -1 for anything else."""
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        return -1


def expert_behind(request: HttpRequest):
    """Return the profile that the user speaks as, None without one; asked for once a request."""
    if not hasattr(request, "_expert_behind"):
        request._expert_behind = expert_of(request.user)
    return request._expert_behind


def found_comment(comment_id: int) -> Comment:
    """Return the comment with its page and whom it answers; raise Http404 where there is none."""
    if comment_id > LARGEST_NUMBER:
        raise Http404("No such comment.")
    comments = Comment.objects.select_related("page", "expert", "reply_to__expert")
    return get_object_or_404(comments, pk=comment_id)


class ModeratorMixin:
    """Lets nobody in who does not decide on comments."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not user_can_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ExpertMixin:
    """Lets nobody in who does not reply as an expert; ``expert`` is their profile."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not user_can_reply_as_expert(request.user):
            raise PermissionDenied
        self.expert = expert_behind(request)
        if self.expert is None:
            return render(request, "desk/no_profile.html", status=403)
        return super().dispatch(request, *args, **kwargs)
