"""What signing in adds to the Wagtail admin."""

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.staticfiles import versioned_static


@hooks.register("register_account_menu_item")
def register_security(request) -> dict:
    """Lead everybody from their account to their second factor."""
    return {
        "url": reverse("mfa_index"),
        "label": _("Security"),
        "help_text": _("Your authenticator app, passkeys and recovery codes."),
    }


@hooks.register("get_avatar_url")
def register_one_face(user, size) -> str:
    """Show everybody in the admin with Wagtail's own face: no picture of an account is served."""
    return versioned_static("wagtailadmin/images/default-user-avatar.png")
