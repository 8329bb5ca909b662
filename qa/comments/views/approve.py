"""The page behind the links in moderators' mails: looking changes nothing, one button decides."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from site_core.errors import too_many_requests
from site_core.foundation.headers import keep_private
from site_core.foundation.languages import in_language_of
from site_core.foundation.querysets import is_readable

from .. import moderation
from ..forms import CleanLineField, FormMixin
from ..history import MAIL_LINK
from ..links import LinkExpiredError, desk_path, to_decide
from ..models import CommentSettings
from ..permissions import user_can_moderate
from ..states import CommentState
from ..throttle import seconds_to_wait

CONFLICT, GONE = 409, 410


class RejectForm(FormMixin, forms.Form):
    """Why a comment is rejected, and whether its author hears of it."""

    canned = forms.ChoiceField(required=False, label=gettext_lazy("Reason; its author reads it"))
    reason = CleanLineField(
        required=False,
        max_length=300,
        label=gettext_lazy("Or in your own words"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    quietly = forms.BooleanField(required=False, label=gettext_lazy("Send no mail about it"))

    def __init__(self, *args, rules: CommentSettings, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reasons = rules.entries(rules.rejection_reasons)
        self.fields["canned"].choices = [("", _("None")), *((one, one) for one in reasons)]


class ApproveView(View):
    """Shows the comment that the link is about, and takes the decision that it stands for."""

    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs) -> HttpResponse:
        wait = seconds_to_wait(request, scope="manage")
        if wait:
            message = _("Your network used such links very often.")
            return keep_private(too_many_requests(request, wait, message))
        try:
            self.mandate = to_decide(token)
        except LinkExpiredError:
            message = _("Links to decide on a comment work for seven days.")
            return keep_private(self._over(_("This link is too old"), message, status=GONE))
        except LookupError as error:
            raise Http404("No such link.") from error
        self.comment = self.mandate.comment
        if not user_can_moderate(self.mandate.user, self.comment.page):
            raise PermissionDenied
        with in_language_of(self.comment.page):
            if self.comment.version != self.mandate.version:
                return keep_private(self._stale())
            return keep_private(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._ask(self._form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form and not form.is_valid():
            return self._ask(form, status=422)
        said = form.cleaned_data if form else {}
        try:
            moderation.decide(
                comment=self.comment,
                version=self.mandate.version,
                to=self.mandate.to,
                by=self.mandate.user,
                reason=said.get("reason") or said.get("canned") or "",
                tells_author=not said.get("quietly"),
                via=MAIL_LINK,
            )
        except moderation.StaleError as error:
            self.comment = error.comment
            return self._stale()
        message = _("The comment is now: %(state)s.") % {
            "state": CommentState(self.mandate.to).label
        }
        return self._over(_("Done"), message, is_done=True)

    def _form(self, data=None) -> RejectForm | None:
        """Return the form that goes with the button, None for publishing: it needs no word."""
        if self.mandate.to != CommentState.REJECTED:
            return None
        return RejectForm(data, rules=CommentSettings.for_site(self.comment.page.get_site()))

    def _question(self) -> str:
        if self.mandate.to == CommentState.REJECTED:
            return _("Reject this comment?")
        if self.comment.state == CommentState.PUBLIC:
            return _("Keep this comment?")
        return _("Publish this comment?")

    def _ask(self, form: RejectForm | None, status: int = 200) -> HttpResponse:
        page = self.comment.page
        context = {
            "heading": self._question(),
            "article": page,
            "article_is_readable": is_readable(page, self.request),
            "comment": self.comment,
            "findings": getattr(getattr(self.comment, "receipt", None), "findings", []),
            "reports": self.comment.reports.filter(handled_at=None),
            "desk_path": desk_path(self.comment),
            "form": form,
        }
        return render(self.request, "comments/approve.html", context, status=status)

    def _stale(self) -> HttpResponse:
        message = moderation.what_changed(self.comment, since=self.mandate.version)
        return self._over(_("This comment has changed"), message, status=CONFLICT)

    def _over(
        self, heading: str, message: str, *, status: int = 200, is_done: bool = False
    ) -> HttpResponse:
        """Show what has happened, and the way to the desk."""
        context = {
            "heading": heading,
            "message": message,
            "is_done": is_done,
            "desk_path": desk_path(getattr(self, "comment", None)),
        }
        return render(self.request, "comments/approve_over.html", context, status=status)
