"""The receipt of a comment: what became of it, and everything its author can do with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from qa.antispam.verdicts import Finding
from site_core.errors import too_many_requests
from site_core.foundation.headers import keep_private
from site_core.foundation.languages import in_language_of
from site_core.foundation.querysets import is_readable

from .. import author, followers, mailboxes, notices
from ..forms import WordsForm
from ..history import reason_of
from ..links import manage_path, managed
from ..models import Comment, CommentSettings, Decline
from ..models.replying import TOLD_REASONS
from ..posting import shows_crisis
from ..states import CommentState
from ..throttle import seconds_to_wait


class ManagedView(View):
    """Finds the comment that the link stands for; everything else is not found."""

    def dispatch(self, request: HttpRequest, *args, token: str, **kwargs) -> HttpResponse:
        wait = seconds_to_wait(request, scope="manage")
        if wait:
            return keep_private(
                too_many_requests(request, wait, _("Your network used such links very often."))
            )
        try:
            self.receipt = managed(token)
        except LookupError as error:
            raise Http404("No such link.") from error
        self.comment = self.receipt.comment
        self.rules = CommentSettings.for_site(self.comment.page.get_site())
        with in_language_of(self.comment.page):
            return keep_private(super().dispatch(request, *args, **kwargs))

    def back(self, message: str = "") -> HttpResponse:
        """Lead to the receipt, which says *message*."""
        if message:
            messages.success(self.request, message)
        return redirect(manage_path(self.receipt))

    def show(self, template: str, *, status: int = 200, **context) -> HttpResponse:
        """Show one of the pages around the comment."""
        page = self.comment.page.specific
        return render(
            self.request,
            f"comments/{template}.html",
            {
                "article": page,
                "article_is_readable": is_readable(page, self.request),
                "comment": self.comment,
                "receipt": self.receipt,
                "manage_path": manage_path(self.receipt),
                "rules": self.rules,
                **context,
            },
            status=status,
        )


class ReceiptView(ManagedView):
    """Says what became of the comment and what can be done with it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        findings = [Finding.from_json(found) for found in self.receipt.findings]
        return self.show(
            "receipt",
            shows_crisis=shows_crisis(findings),
            reason=reason_of(self.comment) if self.comment.state == CommentState.REJECTED else "",
            declined=Decline.objects.filter(pk=self.comment.pk, reason__in=TOLD_REASONS).first(),
            is_shown=Comment.objects.shown_one(self.comment.page_id, self.comment.pk).exists(),
            may_edit=author.may_edit(self.comment, self.rules),
            edit_until=author.edit_until(self.comment, self.rules),
            may_withdraw=self.comment.state != CommentState.WITHDRAWN,
            following=followers.of_comment(self.comment, key=self.receipt.address_key).first(),
            is_confirmed=self.receipt.confirmed_at is not None,
            is_erased=author.is_erased(self.receipt),
            rules_address=author.rules_address(self.receipt),
        )


class EditView(ManagedView):
    """Changes the text; what readers saw before is kept for moderators."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if not author.may_edit(self.comment, self.rules):
            return self.show("edit_over", status=403)
        return self._edit(WordsForm(initial={"text": self.comment.comment}))

    def _edit(self, form: WordsForm, *, status: int = 200, is_previewed: bool = False):
        is_public = self.comment.state == CommentState.PUBLIC
        return self.show(
            "edit",
            status=status,
            form=form,
            is_previewed=is_previewed,
            is_held=is_public and author.holds_edits(self.receipt, self.rules),
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WordsForm(request.POST)
        if not author.may_edit(self.comment, self.rules):
            return self.show("edit_over", status=403, typed=request.POST.get("text", ""))
        if not form.is_valid():
            return self._edit(form, status=422)
        text = form.cleaned_data["text"]
        if request.POST.get("action") == "preview":
            return self._edit(form, is_previewed=True)
        try:
            author.edit(receipt=self.receipt, text=text, rules=self.rules)
        except author.RefusedError as error:
            form.add_error("text", str(error))
            return self._edit(form, status=422)
        return self.back(_("Your change is saved."))


class WithdrawView(ManagedView):
    """Takes the comment back for good, after asking once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show("withdraw")

    def post(self, request: HttpRequest) -> HttpResponse:
        author.withdraw(self.receipt)
        return self.back(_("Your comment is withdrawn."))


class EraseView(ManagedView):
    """Erases all that was written under the address, after asking once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        others_stay = bool(self.receipt.confirmed_at) and not author.rules_address(self.receipt)
        number = author.all_of(self.receipt).count()
        return self.show("erase", number=number, others_stay=others_stay)

    def post(self, request: HttpRequest) -> HttpResponse:
        author.erase(self.receipt)
        return self.back(_("Everything is erased."))


class DataView(ManagedView):
    """Hands out what is stored, as a file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        response = JsonResponse(author.data_of(self.receipt), json_dumps_params={"indent": 2})
        response["Content-Disposition"] = 'attachment; filename="my-comments.json"'
        return response


@method_decorator(csrf_exempt, name="dispatch")  # mail programs post here; the link is the proof
class MailView(ManagedView):
    """Stops and starts the mails about a comment and its replies."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.back()

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("wanted", "none")
        if wanted in {"conversation", "page"}:
            if self.receipt.confirmed_at is None or not self.comment.user_email:
                raise Http404("There is no confirmed address.")
            author.start_mail(self.receipt, whole_page=wanted == "page")
            return self.back(_("You will hear of new comments."))
        author.stop_mail(self.receipt)
        return self.back(_("We send no more mail about this comment."))


class RenewView(ManagedView):
    """Ends the present link and leads to a new one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        author.renew_link(self.receipt)
        return self.back(_("This is your new link. The old one no longer works."))


class ResendView(ManagedView):
    """Sends the mail that asks for confirmation once more."""

    def post(self, request: HttpRequest) -> HttpResponse:
        if not self.receipt.wants_mail or mailboxes.is_quiet(self.comment.user_email):
            return self.back(_("The owner of the address wants no mail about this comment."))
        if not notices.can_be_asked(self.receipt):
            return self.back(_("There is no address to confirm."))
        wait = notices.ask_to_confirm(self.receipt)
        if wait:
            message = _("This address was sent several such mails and has answered none.")
            return too_many_requests(request, wait, message)
        return self.back(_("The mail is on its way again."))
