"""Where django-allauth asks this site: who may sign in, how often, and how secrets are kept."""

import logging
import time
from base64 import urlsafe_b64encode
from hashlib import sha256

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathImage

from site_core.foundation.client import client_address

from . import attempts
from .second_factors import has_second_factor

logger = logging.getLogger(__name__)

WORDS = {
    "incorrect_code": _("This code is not right. A new one comes every half minute; try that."),
    "incorrect_password": _("This password is not right."),
    "too_many_login_attempts": _(
        "There were too many tries that failed. Please wait a quarter of an hour."
    ),
    "username_password_mismatch": _("This username and this password do not belong together."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with a password, for those whom an administrator has given an account."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Count the try, before the password is looked at."""
        try:
            self._attempted = attempts.begin(request, credentials["username"])
        except attempts.TooManyAttemptsError:
            raise self.validation_error("too_many_login_attempts") from None

    def _rollback_login_failed_rl_usage(self) -> None:
        self._attempted.forgive()

    def is_safe_url(self, url: str) -> bool:
        """Lead on within the address that was asked only, to no other that the site answers to."""
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        enters = request.user.has_perm("wagtailadmin.access_admin")
        return reverse("wagtailadmin_home" if enters else "mfa_index")

    def respond_user_inactive(self, request: HttpRequest, user) -> HttpResponse:
        """Say no more to the passkey of a closed account than to a wrong one."""
        messages.error(request, gettext("This passkey opens nothing here."))
        return redirect("account_login")

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Ask again for the second factor of whoever has one, never for the password instead."""
        methods = super().get_reauthentication_methods(user)
        if user.is_authenticated and has_second_factor(user):
            return [one for one in methods if one["id"] != "reauthenticate"]
        return methods

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Ask again only once the last time is some minutes ago; signing in was one."""
        request = context.request
        records = get_authentication_records(request, request.user)
        return not records or time.time() - records[-1]["at"] > REAUTHENTICATION_TIMEOUT

    def add_message(self, request, level, message_template=None, *args, message=None, **kwargs):
        """Leave out what allauth tells of each step: the page that follows shows it."""
        if message:
            super().add_message(request, level, message=message)


class MFAAdapter(DefaultMFAAdapter):
    """The second factor. Its secrets are encrypted, so that a copy of the database has none."""

    error_messages = {**DefaultMFAAdapter.error_messages, **WORDS}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret, or one nobody knows if it was kept with another SECRET_KEY."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.warning("A second factor was kept with another SECRET_KEY; it opens nothing.")
            return generate_totp_secret()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture as part of a page; its policy loads no "data:" addresses."""
        picture = qrcode.make(url, image_factory=SvgPathImage, border=2)
        return picture.to_string(encoding="unicode")

    def generate_authenticator_name(self, user, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)d") % {"number": number}

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME


def _cipher() -> Fernet:
    key = sha256(b"site_core.accounts second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))
