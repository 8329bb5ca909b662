"""Sign-in of staff: a password and a second factor (django-allauth), and how long it lasts."""

from urllib.parse import urlsplit

from . import environment

_https = urlsplit(environment.SITE_URL).scheme == "https"

REQUIRE_SECOND_FACTOR = environment.REQUIRE_SECOND_FACTOR

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_RESET_ENABLED = False  # ours is at another address, see site_core/accounts

ACCOUNT_ADAPTER = "site_core.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# They count in the cache, which may be gone; site_core/accounts/attempts.py counts in the database.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "site_core.accounts.forms.LoginForm",
    "reauthenticate": "site_core.accounts.forms.ReauthenticateForm",
}

MFA_ADAPTER = "site_core.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_ISSUER = "Ask Our Experts"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds, for slow hands and clocks
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "site_core.accounts.forms.AuthenticateForm",
    "reauthenticate": "site_core.accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "site_core.accounts.forms.ActivateAppForm",
    "deactivate_totp": "site_core.accounts.forms.DeactivateAppForm",
    "add_webauthn": "site_core.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "site_core.accounts.forms.EditPasskeyForm",
}

# Two hours after the last use, or with the browser; site_core/accounts/sessions.py has the longest.
SESSION_COOKIE_AGE = 2 * 60 * 60  # seconds
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Browsers take such a name only over HTTPS, from this very host, for all paths.
SESSION_COOKIE_NAME = "__Host-sessionid" if _https else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if _https else "csrftoken"
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https

PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # seconds
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
