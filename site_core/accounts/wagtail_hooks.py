"""What signing in adds to the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks


@hooks.register("register_account_menu_item")
def register_security(request) -> dict:
    """Lead everybody from their account to their second factor."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Security"),
        "help_text": _("Your authenticator app, passkeys and recovery codes."),
    }
