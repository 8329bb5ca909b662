"""The page behind the link that confirms an address: looking changes nothing, a button does."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import View

from site_core.foundation.headers import keep_private
from site_core.foundation.languages import in_language_of
from site_core.foundation.querysets import is_readable

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
        self.article = self.receipt.comment.page
        self.is_readable = is_readable(self.article, request)
        with in_language_of(self.article):
            return keep_private(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        if self.receipt.confirmed_at:
            return redirect(manage_path(self.receipt, by_owner=True))
        return self._show("confirm")

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.is_readable and self.receipt.confirmed_at is None:
            return self._show("confirm_closed", status=403)
        try:
            confirm(self.receipt, CommentSettings.for_site(self.article.get_site()))
        except ClosedError:
            return self._show("confirm_closed", status=403)
        return redirect(manage_path(self.receipt, by_owner=True))

    def _show(self, template: str, status: int = 200) -> HttpResponse:
        context = {
            "comment": self.receipt.comment,
            "article": self.article,
            "article_is_readable": self.is_readable,
        }
        return render(self.request, f"comments/{template}.html", context, status=status)
