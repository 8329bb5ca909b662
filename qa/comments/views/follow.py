"""The page behind the link at the end of a follower's mail, and its one-click form (RFC 8058)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from site_core.foundation.headers import keep_private
from site_core.foundation.languages import in_language_of

from .. import followers
from ..links import followed


@method_decorator(csrf_exempt, name="dispatch")  # mail programs post here; the link is the proof
class FollowView(View):
    """Stops the mails, or starts them again."""

    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs) -> HttpResponse:
        try:
            self.following = followed(token)
        except LookupError as error:
            raise Http404("No such link.") from error
        with in_language_of(self.following.page):
            return keep_private(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show()

    def post(self, request: HttpRequest) -> HttpResponse:
        if request.POST.get("wanted") == "start":
            followers.start(self.following)
        else:
            followers.stop(self.following)
        self.following.refresh_from_db()
        return self._show()

    def _show(self) -> HttpResponse:
        context = {"following": self.following, "article": self.following.page}
        return render(self.request, "comments/follow.html", context)
