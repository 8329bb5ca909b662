"""The form that readers write to an expert with, and what they are told afterwards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from qa.antispam.challenge import new_challenge
from qa.antispam.registry import worst
from qa.antispam.sheet import new_sheet, read_sheet
from qa.antispam.submission import Submission
from qa.antispam.verdicts import Finding, Verdict
from site_core.foundation.client import client_address
from site_core.foundation.headers import keep_private

from . import contact
from .forms import ContactForm
from .models import ExpertPage

UNPROCESSABLE, TOO_MANY = 422, 429
IN_DANGER = "help"  # in the query of the receipt; asks for nothing but the words of help


class _ContactMixin:
    """Serves below a profile whose expert may be written to; others have no such pages."""

    page: ExpertPage

    def setup(self, request: HttpRequest, *args, page: ExpertPage, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if not (page.takes_messages and page.message_address):
            raise Http404("Readers cannot write to this expert.")
        self.page = page

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return keep_private(super().dispatch(request, *args, **kwargs))

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**{**kwargs, "page": self.page})


class ContactView(_ContactMixin, FormView):
    """Serves ``…/<slug>/contact/``. What cannot be sent comes back whole, with the reason."""

    template_name = "qa/expert_contact.html"
    form_class = ContactForm

    def get_initial(self) -> dict:
        return {"sheet": new_sheet()}

    def form_invalid(self, form: ContactForm) -> HttpResponse:
        return self._show(form, UNPROCESSABLE)

    def form_valid(self, form: ContactForm) -> HttpResponse:
        submission, form_id = self._submission(form)
        findings = contact.findings_of(self.page, submission)
        verdict = worst(findings)
        if verdict == Verdict.CHALLENGE:
            return self._ask(form)
        if verdict:
            return self._refuse(form, findings)
        contact.send(expert=self.page, submission=submission, form_id=form_id)
        sent = f"{self.page.get_url(self.request)}contact/sent/"
        return redirect(f"{sent}?{IN_DANGER}" if contact.shows_crisis(submission) else sent)

    def _submission(self, form: ContactForm):
        data = form.cleaned_data
        form_id, seconds = read_sheet(data["sheet"])
        submission = Submission(
            text=data["text"],
            name=data["name"],
            email=data["email"],
            address=client_address(self.request),
            seconds=seconds,
            trap=data["website"],
            challenge_solved=form.challenge_solved(),
        )
        return submission, form_id

    def _refuse(self, form: ContactForm, findings: list[Finding]) -> HttpResponse:
        refused = next((one for one in findings if one.verdict == Verdict.REFUSE), None)
        is_limit = refused is not None and refused.rule == contact.LIMIT
        form.add_error(
            None,
            refused.reason
            if refused
            else _("Our filter takes this for advertising, so it was not sent. Please reword it."),
        )
        return self._show(form, TOO_MANY if is_limit else UNPROCESSABLE)

    def _ask(self, form: ContactForm) -> HttpResponse:
        if form.cleaned_data["challenge_answer"]:
            form.add_error("challenge_answer", _("That was not it. Here is another question."))
        challenge = new_challenge()
        answer = form["challenge_answer"]
        answer.label = challenge.question
        answer.field.widget.attrs["autofocus"] = True  # far down the form, and else overlooked
        return self._show(form, UNPROCESSABLE, challenge=challenge)

    def _show(self, form: ContactForm, status: int, **context) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)


class SentView(_ContactMixin, TemplateView):
    """Serves the page that a sent message leads to; it knows nothing of the message."""

    template_name = "qa/expert_message_sent.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(shows_crisis=IN_DANGER in self.request.GET, **kwargs)
