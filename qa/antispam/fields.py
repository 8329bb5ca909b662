"""Fields of the forms that strangers fill in: what is typed is cleaned before it is checked."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from . import challenge
from .text import clean_line, clean_text

LONGEST_HIDDEN = 500  # characters; our own have about 150
# Cleaning takes away what cannot be seen, but nobody's text is ten times as long before it.
FAR_TOO_LONG = 10  # times what fits


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


class CheckedForm(FormMixin, forms.Form):
    """What the rules look at beside the words: the trap, the sheet, and the word question."""

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

    def challenge_solved(self) -> bool:
        """Return whether the word question shown with the form was answered rightly."""
        data = self.cleaned_data
        return challenge.is_solved(
            token=data.get("challenge_token", ""), answer=data.get("challenge_answer", "")
        )
