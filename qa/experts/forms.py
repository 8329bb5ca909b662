"""What a reader writes to an expert with."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from qa.antispam.fields import (
    CheckedForm,
    CleanAddressField,
    CleanLineField,
    CleanTextField,
)

LONGEST_NAME = 80
LONGEST_ADDRESS = 254  # what the column holds, and RFC 5321 allows


class ContactForm(CheckedForm):
    """Name, address and message, and what the antispam rules ask for."""

    field_order = ["name", "email", "text"]

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
