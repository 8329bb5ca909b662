"""Who is let in where at the desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qa.comments.permissions import user_can_moderate, user_can_reply_as_expert
from qa.comments.services import expert_of


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
        self.expert = expert_of(request.user)
        if self.expert is None:
            return render(request, "desk/no_profile.html", status=403)
        return super().dispatch(request, *args, **kwargs)
