"""What a reader fills in. Everything typed is cleaned before it is checked, and never lost."""

import time
from hashlib import sha256
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import MaxLengthValidator
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from qa.antispam import challenge
from qa.antispam.text import clean_line, clean_text

from .models import CommentSettings, Report

LONGEST_NAME = 50
LONGEST_ADDRESS = 254  # what the column holds, and RFC 5321 allows
LONGEST_DETAIL = 1000
LONGEST_HIDDEN = 500  # characters; our own have about 150
# Cleaning takes away what cannot be seen, but nobody's text is ten times as long before it.
FAR_TOO_LONG = 10  # times what fits
_SHEET = Signer(salt="qa.comments.sheet")


class CleanLineField(forms.CharField):
    """One line of text, without what only serves to trick readers or programs.

    What is far too long is refused uncleaned: megabytes of it would keep others waiting.
    """

    def to_python(self, value) -> str:
        typed = super().to_python(value)
        if self.max_length and len(typed) > FAR_TOO_LONG * self.max_length:
            raise ValidationError(
                self.error_messages.get("max_length", MaxLengthValidator.message),
                code="max_length",
                params={"limit_value": self.max_length, "show_value": len(typed)},
            )
        return self.cleaned(typed)

    def cleaned(self, typed: str) -> str:
        """Return *typed* as it is to be stored."""
        return clean_line(typed)


class CleanTextField(CleanLineField):
    """Text of several lines, cleaned likewise."""

    widget = forms.Textarea

    def cleaned(self, typed: str) -> str:
        """Return *typed* with its line breaks."""
        return clean_text(typed)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        """Leave ``maxlength`` out: browsers would silently cut off what is pasted beyond it."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class CleanAddressField(CleanLineField, forms.EmailField):
    """An e-mail address, cleaned likewise: Django's own check lets control characters pass."""


class HiddenField(CleanLineField):
    """What the form sends along for itself.

    Nothing is ever wrong with a field that nobody sees: what cannot be ours counts as missing.
    """

    widget = forms.HiddenInput

    def cleaned(self, typed: str) -> str:
        """Return *typed*, or nothing where it is longer than ours."""
        return super().cleaned(typed) if len(typed) <= LONGEST_HIDDEN else ""


def new_sheet(consent: str = "") -> str:
    """Return what one showing of the form is known by: a random id, and when it was shown.

    :param consent: the statement that stands on it
    """
    return _SHEET.sign_object([str(uuid4()), time.time(), _digest(consent)])


def shows_other_consent(value: str, consent: str) -> bool:
    """Return whether the sheet was shown with another statement than *consent*."""
    try:
        _form_id, _shown_at, *shown = _SHEET.unsign_object(value)
    except BadSignature:
        return False
    return bool(shown) and shown[0] not in {_digest(""), _digest(consent)}


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def read_sheet(value: str) -> tuple[UUID | None, float | None]:
    """Return the id of a sheet and its age in seconds.

    A forged or missing sheet has no id, and counts as sent at once, as programs do. The age is
    None where the clock of the machine that made the sheet is ahead of ours.
    """
    try:
        form_id, shown_at, *_consent = _SHEET.unsign_object(value)
    except BadSignature:
        return None, 0.0
    age = time.time() - shown_at
    return UUID(form_id), age if age >= 0 else None


class FormMixin:
    """Labels without a colon, and the cursor in the first field that is wrong."""

    cursor_in_summary = False

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def add_error(self, field: str | None, error) -> None:
        super().add_error(field, error)
        for wrong in self.fields.values():
            wrong.widget.attrs.pop("autofocus", None)
        self.cursor_in_summary = bool(self.non_field_errors())
        if self.cursor_in_summary:
            return
        widget = next(own.widget for name, own in self.fields.items() if name in self.errors)
        # A group of buttons has no one place for the cursor; the list of errors leads there.
        self.cursor_in_summary = isinstance(widget, forms.RadioSelect)
        if not self.cursor_in_summary:
            widget.attrs["autofocus"] = True


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


class CommentForm(WordsForm):
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
    # People do not see it; programs fill it in.
    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    sheet = HiddenField(required=False)
    challenge_token = HiddenField(required=False)
    challenge_answer = CleanLineField(
        required=False,
        max_length=100,
        label=_("Your answer"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
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

    def challenge_solved(self) -> bool:
        """Return whether the word question shown with the form was answered rightly."""
        data = self.cleaned_data
        return challenge.is_solved(
            token=data.get("challenge_token", ""), answer=data.get("challenge_answer", "")
        )


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
