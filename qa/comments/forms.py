"""What a reader fills in. Everything typed is cleaned before it is checked, and never lost."""

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qa.antispam.fields import (
    CheckedForm,
    CleanAddressField,
    CleanLineField,
    CleanTextField,
    FormMixin,
)

from .models import CommentSettings, Report

LONGEST_NAME = 50
LONGEST_ADDRESS = 254  # what the column holds, and RFC 5321 allows
LONGEST_DETAIL = 1000


def _what_fits() -> str:
    number = settings.COMMENT_MAX_LENGTH
    words = ngettext(
        "Up to %(number)d character. Plain text; links become links.",
        "Up to %(number)d characters. Plain text; links become links.",
        number,
    )
    return words % {"number": number}


class WordsForm(FormMixin, forms.Form):
    """The text of a comment, alone where its author changes it later."""

    text = CleanTextField(
        label=_("Your comment"),
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "data-limit": settings.COMMENT_MAX_LENGTH}),
        help_text=lazy(_what_fits, str)(),  # "%" would fix the language when this is imported
        error_messages={
            "required": _("Write your comment."),
            "max_length": _(
                "The comment has %(show_value)d characters; %(limit_value)d fit. Shorten it, or "
                "send the rest as a second comment."
            ),
        },
    )


class CommentForm(CheckedForm, WordsForm):
    """A comment or a reply by a reader without an account."""

    field_order = ["name", "email", "text", "follow"]

    name = CleanLineField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        help_text=_("Shown with the comment. A first name or initials will do."),
        error_messages={
            "required": _("Give a name to show with your comment."),
            "max_length": _("The name has %(show_value)d characters; %(limit_value)d fit."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = CleanAddressField(
        label=_("Your e-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not a whole e-mail address, such as name@example.org."),
            "required": _("Give an address, so that you can confirm the comment. It is not shown."),
            "max_length": _("The address has %(show_value)d characters; %(limit_value)d fit."),
        },
    )
    follow = forms.BooleanField(required=False, label=_("Tell me about replies by e-mail"))
    challenge_skip = forms.BooleanField(
        required=False, label=_("I cannot answer this; a moderator shall read my comment first")
    )

    def __init__(self, *args, rules: CommentSettings, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required = rules.email_required
        email.help_text = (
            _("Never shown. We send you a link to confirm your comment.")
            if rules.email_required
            else _("If you like. Never shown. We then ask you by e-mail to confirm the comment.")
        )

    def clean(self) -> dict:
        super().clean()
        if self.cleaned_data.get("follow") and self.cleaned_data.get("email") == "":
            self.add_error("email", _("Give the address that replies shall be told to."))
        return self.cleaned_data


class ReportForm(FormMixin, forms.ModelForm):
    """A word to the moderators about a comment."""

    class Meta:
        model = Report
        fields = ["reason", "detail"]
        widgets = {"reason": forms.RadioSelect}

    detail = CleanTextField(
        required=False,
        label=_("Anything we should know"),
        max_length=LONGEST_DETAIL,
        help_text=_("If you like. Only the moderators read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = _("What is wrong with it?")
        reason.choices = [choice for choice in reason.choices if choice[0]]
        reason.error_messages["required"] = _("Choose what is wrong with the comment.")
