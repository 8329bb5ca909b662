"""allauth's forms in this site's words, each try counted."""

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as factor_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import attempts
from .adapters import WORDS


class PlainMixin:
    """Labels instead of placeholders, which vanish while one types."""

    labels: dict[str, str] = {}
    helps: dict[str, str] = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class CountedMixin(PlainMixin):
    """Counts the codes that are tried for an account, wherever they are asked for."""

    labels = {"code": _("Code")}

    def clean_code(self) -> str:
        try:
            with attempts.counted(context.request, f"codes of {self.user.pk}"):
                return super().clean_code()
        except attempts.TooManyAttemptsError:
            raise ValidationError(WORDS["too_many_login_attempts"]) from None


class LoginForm(PlainMixin, account_forms.LoginForm):
    labels = {"login": _("Username"), "password": _("Password")}


class ReauthenticateForm(PlainMixin, account_forms.ReauthenticateForm):
    labels = {"password": _("Your password")}


class AuthenticateForm(CountedMixin, factor_forms.AuthenticateForm):
    """The code at sign-in."""


class ReauthenticateCodeForm(CountedMixin, factor_forms.ReauthenticateForm):
    """The code that is asked for again."""


class ActivateAppForm(CountedMixin, totp_forms.ActivateTOTPForm):
    labels = {"code": _("The code that the app shows now")}


class DeactivateAppForm(PlainMixin, totp_forms.DeactivateTOTPForm):
    """Nothing but a button."""


class AddPasskeyForm(PlainMixin, webauthn_forms.AddWebAuthnForm):
    labels = {"name": _("Its name, so that you know it again")}
    passwordless = None  # each is one: it asks for a finger, a face or a PIN


class EditPasskeyForm(PlainMixin, webauthn_forms.EditWebAuthnForm):
    labels = {"name": _("Its name, so that you know it again")}
