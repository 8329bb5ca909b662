"""Who is let in where at the desk."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from qa.comments.permissions import user_can_moderate


class ModeratorMixin:
    """Lets nobody in who does not decide on comments."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not user_can_moderate(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
