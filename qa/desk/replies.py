"""Where an expert replies to one comment, or declines it."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from qa.comments import replying
from qa.comments.canned import filled
from qa.comments.forms import CleanTextField, WordsForm
from qa.comments.models import Comment, CommentSettings, DeclineReason, ReplyDraft
from qa.comments.permissions import user_can_publish_reply, user_can_reply_as_expert
from qa.comments.states import CommentState

from .access import ExpertMixin, found_comment, note_in, number_in

UNPROCESSABLE, CONFLICT = 422, 409


class ReplyForm(WordsForm):
    """A reply and the part of the comment it quotes."""

    quoted_text = CleanTextField(label=gettext_lazy("Quote"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    newest = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")
        self.fields["text"].error_messages["required"] = _("Write your reply.")


class _CommentMixin(ExpertMixin):
    """Finds the comment, on a page where the user may reply."""

    def dispatch(self, request: HttpRequest, *args, comment_id: int, **kwargs) -> HttpResponse:
        if not user_can_reply_as_expert(request.user):
            raise PermissionDenied
        self.comment = found_comment(comment_id)
        if not user_can_reply_as_expert(request.user, self.comment.page):
            raise PermissionDenied
        is_over = not replying.can_be_replied_to(self.comment)
        if is_over and request.POST.get("action") != "discard":
            messages.error(request, _("Readers do not see the comment: nobody can reply to it."))
            return self.back()
        return super().dispatch(request, *args, **kwargs)

    def back(self) -> HttpResponse:
        """Lead to the list the expert came from."""
        return redirect(get_valid_next_url_from_request(self.request) or reverse("qa_desk:expert"))


class ReplyView(_CommentMixin, View):
    """Shows the comment, the reply as it is written, and how readers will see it."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ReplyForm(initial=self._begun()))

    def _begun(self) -> dict:
        """Return what there is of a reply: a draft, one that an editor gave back, or the quote."""
        draft = ReplyDraft.objects.filter(comment=self.comment, user=self.request.user).first()
        if draft:
            return {"text": draft.text, "quoted_text": draft.quoted_text}
        returned = self.comment.replies.filter(
            user=self.request.user, expert=self.expert, state=CommentState.REJECTED
        ).order_by("-pk")
        if given_back := returned.first():
            return {"text": given_back.comment, "quoted_text": given_back.quoted_text}
        return {"quoted_text": self.comment.comment}

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplyForm(request.POST)
        action = request.POST.get("action", "")
        if action == "insert":
            return self._show(self._with_canned())
        if action == "discard":
            ReplyDraft.objects.filter(comment=self.comment, user=request.user).delete()
            messages.success(request, _("The draft is deleted."))
            return self.back()
        form.fields["text"].required = action != "save"
        if not form.is_valid():
            return self._show(form, UNPROCESSABLE)
        return self._save(form) if action == "save" else self._send(form, action)

    def _with_canned(self) -> ReplyForm:
        """Put the chosen text at the end of what is written, with its places filled in."""
        rules = CommentSettings.for_site(self.comment.page.get_site())
        chosen = self.request.POST.get("canned", "")
        texts = [block.value["text"] for block in rules.canned_replies if block.id == chosen]
        data = self.request.POST.copy()
        for text in texts:
            ready = filled(
                text,
                name=self.comment.display_name or _("reader"),
                title=self.comment.page.title,
                expert=self.expert.title,
            )
            data["text"] = f"{data.get('text', '').rstrip()}\n\n{ready}".strip()
        return ReplyForm(initial=data.dict())

    def _save(self, form: ReplyForm) -> HttpResponse:
        replying.save_draft(
            comment=self.comment,
            user=self.request.user,
            text=form.cleaned_data["text"],
            quoted_text=form.cleaned_data["quoted_text"],
        )
        messages.success(self.request, _("The draft is saved. Nobody else sees it."))
        here = reverse("qa_desk:reply", args=[self.comment.pk])
        next_url = get_valid_next_url_from_request(self.request)
        return redirect(f"{here}?{urlencode({'next': next_url})}" if next_url else here)

    def _send(self, form: ReplyForm, action: str) -> HttpResponse:
        try:
            made = replying.reply(
                comment=self.comment,
                user=self.request.user,
                asks_editor=action != "publish",
                **form.cleaned_data,
            )
        except replying.ChangedError as error:
            form.add_error(None, str(error))
            self.comment.refresh_from_db()
            return self._show(form, CONFLICT)
        except ValidationError as error:
            form.add_error("quoted_text" if error.code == "no_quote" else None, error)
            return self._show(form, UNPROCESSABLE)
        if made.state == CommentState.PUBLIC:
            button = messages.button(made.get_absolute_url(), _("See it"), new_window=True)
            messages.success(self.request, _("Your reply is public."), buttons=[button])
        else:
            messages.success(self.request, _("Your reply waits for an editor."))
        return self.back()

    def _show(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        rules = CommentSettings.for_site(self.comment.page.get_site())
        standing = self.comment.replies.filter(expert__isnull=False, state=CommentState.PUBLIC)
        context = {
            "comment": self.comment,
            "form": form,
            # Of what is on this page, however old what was sent is.
            "version": self.comment.version,
            "newest": replying.newest_reply(self.comment),
            "replies": standing.select_related("expert").order_by("pk"),
            "canned_replies": rules.canned_replies,
            "left_out": replying.LEFT_OUT,
            "expert": self.expert,
            "may_publish": user_can_publish_reply(self.request.user, self.comment.page),
            "has_draft": ReplyDraft.objects.filter(
                comment=self.comment, user=self.request.user
            ).exists(),
            "decline_reasons": DeclineReason.choices,
            "next": get_valid_next_url_from_request(self.request),
        }
        return render(self.request, "desk/reply.html", context, status=status)


class ReplyPreviewView(_CommentMixin, View):
    """Shows the comment and the reply below it as readers will see them; stores nothing."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        draft = ReplyDraft.objects.filter(comment=self.comment, user=request.user).first()
        if draft:
            return self._show(draft.text, draft.quoted_text)
        return self._show("", self.comment.comment)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReplyForm(request.POST)
        form.is_valid()  # as far as it has come
        typed = form.cleaned_data
        return self._show(typed.get("text", ""), typed.get("quoted_text", ""))

    def _show(self, text: str, quoted_text: str) -> HttpResponse:
        reply = Comment(
            pk=0,
            page=self.comment.page,
            expert=self.expert,
            comment=text,
            posted_at=timezone.now(),
            reply_to=self.comment,
            root_id=self.comment.root_id or self.comment.pk,
            quotes=self.comment if quoted_text else None,
            quoted_name=self.comment.display_name,
            quoted_text=quoted_text,
            state=CommentState.PUBLIC,
        )
        reply.quoted_state = CommentState.PUBLIC
        self.request.is_preview = True  # no links that lead anywhere
        context = {"page": self.comment.page, "comment": self.comment, "reply": reply}
        return render(self.request, "desk/reply_preview.html", context)


class DeclineView(_CommentMixin, View):
    """Closes the comment without a reply."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        reason = request.POST.get("reason", "")
        if reason not in DeclineReason.values:
            messages.error(request, _("Choose why it gets no reply."))
            return self.back()
        try:
            replying.decline(
                comment=self.comment,
                version=number_in(request, "version"),
                reason=reason,
                detail=note_in(request, "detail"),
                user=request.user,
            )
        except replying.ChangedError as error:
            messages.error(request, str(error))
            return self.back()
        messages.success(request, _("Declined. You find it in the list of declined comments."))
        return self.back()


class TakeBackDeclineView(_CommentMixin, View):
    """Lets a declined comment wait for a reply again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        replying.take_back_decline(comment=self.comment, user=request.user)
        messages.success(request, _("It waits for a reply again."))
        return self.back()
