"""The pages of the account that this site has; allauth has more, such as signing up."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.contrib.auth.views import PasswordResetDoneView
from django.urls import path, re_path
from wagtail.admin.views.account import LogoutView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from .password_reset import NewPasswordView, PasswordResetView
from .views import (
    AddPasskeyView,
    LoginView,
    RecoveryCodesView,
    SecurityView,
    account_page,
    nothing_here,
)

_sent = PasswordResetDoneView.as_view(template_name="account/password_reset_done.html")
_security = SecurityView.as_view()

urlpatterns = [
    path("", _security, name="mfa_index"),
    path("login/", LoginView.as_view(), name="account_login"),
    path("login/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("login/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("logout/", LogoutView.as_view(), name="account_logout"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password_reset/", PasswordResetView.as_view(), name="account_reset_password"),
    path("password_reset/done/", _sent, name="account_reset_password_done"),
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        NewPasswordView.as_view(),
        name="account_new_password",
    ),
    path("app/", app.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    # allauth leads back to a list of passkeys; here it is part of the page of all factors.
    path("passkeys/", _security, name="mfa_list_webauthn"),
    path("passkeys/add/", AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    # No page of the site may stand below this address, where half a sign-in counts.
    re_path(r"^.*/$", nothing_here),
]
decorate_urlpatterns(urlpatterns, account_page)
