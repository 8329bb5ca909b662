"""The form: write, preview, post."""

import re
from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic.edit import FormView
from wagtail.models import Page

from qa.antispam.challenge import new_challenge
from qa.antispam.registry import worst
from qa.antispam.sheet import new_sheet, read_sheet, shows_other_consent
from qa.antispam.submission import Submission
from qa.antispam.text import clean_text
from qa.antispam.verdicts import Finding, Verdict
from site_core.foundation.client import client_address
from site_core.foundation.headers import keep_private
from site_core.foundation.rows import single

from ..forms import CommentForm, WordsForm
from ..limits import DUPLICATE, LIMIT
from ..links import manage_path
from ..models import Comment, CommentSettings
from ..permissions import user_can_publish_reply
from ..policy import CLOSED_POLICIES, CommentPolicy, policy_of
from ..posting import (
    HELD_AUTHOR,
    ClosedError,
    Entry,
    amend,
    can_be_amended,
    differs,
    findings_of,
    findings_of_text,
    receipt_of_sheet,
    shows_crisis,
    submit,
)
from ..services import expert_of, post_comment
from ..states import CommentState

# What these rules found is about an address or a network, which may be somebody else's.
NOT_OF_THE_TEXT = {DUPLICATE, HELD_AUTHOR, LIMIT}
CONFLICT, UNPROCESSABLE, TOO_MANY = 409, 422, 429


class WriteView(FormView):
    """Serves ``…/<slug>/comment/``; ``?reply_to=ID`` makes the comment a reply.

    A form that cannot be taken comes back whole, with the reason, whatever the reason is.
    """

    template_name = "comments/write.html"

    def setup(self, request: HttpRequest, *args, page: Page, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.page = page
        self.rules = CommentSettings.for_request(request)
        self.policy = policy_of(page, self.rules)
        is_expert = user_can_publish_reply(request.user, page)
        self.expert = expert_of(request.user) if is_expert else None
        self.reply_to = self._answered()
        self.lost_parent = "reply_to" in request.GET and self.reply_to is None
        self.challenge = None
        self.findings: list[Finding] = []
        self.is_previewed = False
        self.twin = None  # the receipt that this very sheet has given before

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return keep_private(super().dispatch(request, *args, **kwargs))

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.policy in CLOSED_POLICIES:
            return self._closed()
        return self._show(self.get_form(), 404 if self.lost_parent else 200)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.policy in CLOSED_POLICIES:
            return self._closed()
        return super().post(request, *args, **kwargs)

    def get_form_class(self) -> type:
        return WordsForm if self.expert else CommentForm

    def get_form_kwargs(self) -> dict:
        kwargs = super().get_form_kwargs()
        return kwargs if self.expert else {**kwargs, "rules": self.rules}

    def get_initial(self) -> dict:
        return {"sheet": new_sheet(self.rules.consent)}

    def form_invalid(self, form) -> HttpResponse:
        self._look_for_crisis()
        return self._show(form, UNPROCESSABLE)

    def _look_for_crisis(self) -> None:
        """Help does not wait until the form is right, or the discussion open."""
        typed = self.request.POST.get("text", "")[: 2 * settings.COMMENT_MAX_LENGTH]
        submission = Submission(text=clean_text(typed), name="")
        self.findings = findings_of_text(submission, self.rules)

    def form_valid(self, form) -> HttpResponse:
        if self.lost_parent:
            self._look_for_crisis()
            return self._show(form, CONFLICT)
        if self.expert:
            return self._take_from_expert(form)
        entry = self._entry(form)
        self.twin = receipt_of_sheet(entry)
        if self.twin and not (differs(self.twin, entry) and can_be_amended(self.twin)):
            return redirect(manage_path(self.twin))
        sheet = form.cleaned_data["sheet"]
        if not self.twin and shows_other_consent(sheet, self.rules.consent):
            return self._show_new_consent(form)
        if self.twin:  # it repeats itself only
            own = [found for found in entry.findings if found.rule != DUPLICATE]
            entry = replace(entry, findings=own)
        self.findings = entry.findings
        return self._take(form, entry)

    def _show_new_consent(self, form) -> HttpResponse:
        """Give the form back: nobody agrees to words they have not seen."""
        self._look_for_crisis()
        form.data = form.data.copy()
        form.data["sheet"] = new_sheet(self.rules.consent)
        changed = _("What you agree to by posting has changed. Please read it, and send again.")
        form.add_error(None, changed)
        return self._show(form, CONFLICT)

    def _take(self, form, entry: Entry) -> HttpResponse:
        refused = [found for found in entry.findings if found.verdict == Verdict.REFUSE]
        if refused:
            form.add_error(None, refused[0].reason)
            return self._show(form, TOO_MANY if refused[0].rule == LIMIT else UNPROCESSABLE)
        if not self._is_posting:
            return self._show_as_readers_will(form)
        if worst(entry.findings) == Verdict.CHALLENGE:
            return self._ask(form)
        return self._submit(form, entry)

    def _entry(self, form) -> Entry:
        data = form.cleaned_data
        form_id, seconds = read_sheet(data["sheet"])
        address = client_address(self.request)
        submission = Submission(
            text=data["text"],
            name=data["name"],
            email=data["email"],
            address=address,
            seconds=seconds,
            trap=data["website"],
            challenge_solved=self._is_posting and form.challenge_solved(),
        )
        findings = findings_of(page=self.page, submission=submission, rules=self.rules)
        if data["challenge_skip"]:
            findings = [_held_instead(found) for found in findings]
        return Entry(
            text=data["text"],
            name=data["name"],
            email=data["email"],
            network_address=address,
            wants_replies=data["follow"],
            reply_to=self.reply_to,
            form_id=form_id,
            findings=findings,
        )

    @property
    def _is_posting(self) -> bool:
        return self.request.POST.get("action") != "preview"

    def _ask(self, form) -> HttpResponse:
        if form.cleaned_data["challenge_answer"]:
            form.add_error("challenge_answer", _("That was not it. Here is another question."))
        self.challenge = new_challenge()
        answer = form["challenge_answer"]
        answer.label = self.challenge.question
        answer.field.widget.attrs["autofocus"] = True  # far down the form, and else overlooked
        return self._show(form, UNPROCESSABLE)

    def _submit(self, form, entry: Entry) -> HttpResponse:
        try:
            if self.twin:
                receipt = amend(receipt=self.twin, entry=entry, rules=self.rules)
            else:
                receipt = submit(page=self.page, entry=entry, rules=self.rules)
        except ClosedError:
            return self._closed()
        except ValidationError as error:
            return self._lose_parent(form, error)
        return redirect(manage_path(receipt))

    def _take_from_expert(self, form) -> HttpResponse:
        if not self._is_posting:
            return self._show_as_readers_will(form)
        try:
            comment = post_comment(
                page=self.page,
                text=form.cleaned_data["text"],
                user=self.request.user,
                expert=self.expert,
                reply_to=self.reply_to,
                state=CommentState.PUBLIC,
            )
        except ValidationError as error:
            return self._lose_parent(form, error)
        return redirect(comment.get_absolute_url())

    def _lose_parent(self, form, error: ValidationError) -> HttpResponse:
        """Give the form back: the comment it answers has gone in the meantime."""
        form.add_error(None, error)
        self.lost_parent, self.reply_to = True, None
        return self._show(form, CONFLICT)

    def _show_as_readers_will(self, form) -> HttpResponse:
        self.is_previewed = True
        return self._show(form)

    def _answered(self) -> Comment | None:
        number = self.request.GET.get("reply_to", "")
        if not re.fullmatch(r"[0-9]{1,18}", number):  # longer ones are beyond any database
            return None
        shown = Comment.objects.shown_one(self.page.pk, int(number))
        return single(shown.select_related("expert").filter(state=CommentState.PUBLIC))

    def _show(self, form, status: int = 200) -> HttpResponse:
        context = self.get_context_data(
            form=form,
            page=self.page,
            rules=self.rules,
            reply_to=self.reply_to,
            lost_parent=self.lost_parent,
            expert=self.expert,
            challenge=self.challenge,
            is_previewed=self.is_previewed,
            shows_crisis=shows_crisis(self.findings),
            what_happens=what_happens(self.policy, self.rules, self._doubts()),
            doubts=self._doubts(),
        )
        return self.render_to_response(context, status=status)

    def _doubts(self) -> list[str]:
        """Return why a moderator reads what is previewed first, as far as its author may know."""
        found = self.findings if self.is_previewed else []
        held = [finding for finding in found if finding.verdict == Verdict.HOLD]
        return [finding.reason for finding in held if finding.rule not in NOT_OF_THE_TEXT]

    def _closed(self) -> HttpResponse:
        """Say that nobody can post, and give back what was typed."""
        if self.request.method == "POST":
            self._look_for_crisis()
        context = {
            "shows_crisis": shows_crisis(self.findings),
            "rules": self.rules,
            "page": self.page,
            "is_hidden": self.policy == CommentPolicy.HIDDEN,
            "typed": self.request.POST.get("text", ""),
        }
        status = 404 if self.policy == CommentPolicy.HIDDEN else 403
        return render(self.request, "comments/closed.html", context, status=status)


def _held_instead(finding: Finding) -> Finding:
    if finding.verdict != Verdict.CHALLENGE:
        return finding
    return Finding(finding.rule, Verdict.HOLD, finding.reason)


def what_happens(policy: str, rules: CommentSettings, doubts: list[str]) -> str:
    """Return what becomes of a comment once it is sent, told before it is.

    :param doubts: what makes a moderator read it first under any policy
    """
    confirmed = (
        _("We send you a link to confirm it.")
        if rules.email_required
        else _("If you give an e-mail address, we send you a link to confirm it first.")
    )
    after = {
        CommentPolicy.OPEN: _("Your comment then appears at once."),
        CommentPolicy.HOLD_FIRST: _(
            "A moderator reads your first comment before it appears; once one has been published "
            "under your confirmed address, later ones appear at once."
        ),
        CommentPolicy.HOLD_ALL: _("A moderator reads every comment before it appears."),
    }
    held = _("A moderator reads this comment before it appears.")
    return f"{confirmed} {held if doubts else after[policy]}"
