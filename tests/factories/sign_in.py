"""How tests sign in as people do: with a password, an app's code, or a passkey's record."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.utils import decrypt

PASSWORD = "correct horse"
LOGIN, CODE, ADMIN = "/account/login/", "/account/login/code/", "/admin/"


def with_app(user) -> Authenticator:
    """Give *user* an authenticator app and recovery codes; return the app."""
    RecoveryCodes.activate(user)
    return TOTP.activate(user, generate_totp_secret()).instance


def code_of(secret: str) -> str:
    """Return what an app with *secret* shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def code_now(app: Authenticator) -> str:
    return code_of(decrypt(app.data["secret"]))


def enter(client, user, *, app: Authenticator | None = None, password: str = PASSWORD):
    """Sign in through the form, with a code if there is an app; return the last response."""
    response = client.post(LOGIN, {"login": user.username, "password": password})
    return client.post(CODE, {"code": code_now(app)}) if app else response
