"""The page behind the link that confirms an address: looking changes nothing, a button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from site_core.foundation.headers import keep_private

from ..links import LinkExpiredError, manage_path, to_confirm
from ..models import CommentSettings
from ..posting import ClosedError, confirm

GONE = 410


class ConfirmView(View):
    """Asks, then lets the comment go on."""

    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs) -> HttpResponse:
        try:
            self.receipt = to_confirm(token)
        except LinkExpiredError:
            return keep_private(render(request, "comments/confirm_expired.html", status=GONE))
        except LookupError as error:
            raise Http404("No such link.") from error
        return keep_private(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.receipt.confirmed_at:
            return redirect(manage_path(self.receipt))
        return render(
            request,
            "comments/confirm.html",
            {"comment": self.receipt.comment, "article": self.receipt.comment.page},
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        comment = self.receipt.comment
        try:
            confirm(self.receipt, CommentSettings.for_site(comment.page.get_site()))
        except ClosedError:
            context = {"comment": comment, "article": comment.page}
            return render(request, "comments/confirm_closed.html", context, status=403)
        return redirect(manage_path(self.receipt))
