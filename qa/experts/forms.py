"""What a reader writes to an expert with."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qa.antispam import challenge
from qa.antispam.fields import (
    CleanAddressField,
    CleanLineField,
    CleanTextField,
    FormMixin,
    HiddenField,
)

LONGEST_NAME = 80
LONGEST_ADDRESS = 254  # what the column holds, and RFC 5321 allows


class ContactForm(FormMixin, forms.Form):
    """Name, address and message, and what the antispam rules ask for."""

    name = CleanLineField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Give your name, so that the expert knows who writes."),
            "max_length": _("The name has %(show_value)d characters; %(limit_value)d fit."),
        },
    )
    email = CleanAddressField(
        label=_("Your e-mail address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("The expert sees it, so that they can write back. Nobody else does."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": _("This is not a whole e-mail address, such as name@example.org."),
            "required": _("Give an address that the expert can answer to."),
            "max_length": _("The address has %(show_value)d characters; %(limit_value)d fit."),
        },
    )
    text = CleanTextField(
        label=_("Your message"),
        max_length=settings.COMMENT_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Plain text, up to %(number)d characters.")
        % {"number": settings.COMMENT_MAX_LENGTH},
        error_messages={
            "required": _("Write your message."),
            "max_length": _("The message has %(show_value)d characters; %(limit_value)d fit."),
        },
    )
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
