"""Pages of the account: allauth's views, led to where this site wants people."""

from collections.abc import Callable
from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import LoginView as AllauthLoginView
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import AvatarSettingsPanel, BaseSettingsPanel

from site_core.foundation.headers import keep_private

from .second_factors import has_second_factor
from .sessions import is_complete

View = Callable[..., HttpResponse]


def account_page(view: View) -> View:
    """Show a page to the one who asks, in the language of their account."""

    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return keep_private(get_localized_response(view, request, *args, **kwargs))

    return shown


def nothing_here(request: HttpRequest) -> HttpResponse:
    raise Http404("No page of an account.")


def to_login(request: HttpRequest, **kwargs) -> HttpResponse:
    """Lead from Wagtail's own forms, which ask for a password alone, to ours."""
    login = reverse("account_login")
    return redirect(passthrough_next_redirect_url(request, login, REDIRECT_FIELD_NAME))


def to_password_reset(request: HttpRequest, **kwargs) -> HttpResponse:
    """Lead from Wagtail's own form to the one that is limited and whose mail is queued."""
    return redirect("account_reset_password")


class LoginView(AllauthLoginView):
    """Sign-in, and the way on for those who are sent here though they have signed in."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not is_complete(request, user):
            return HttpResponseRedirect(self._next_step())
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            return redirect("mfa_index")  # the admin would send them back here for ever
        return super().dispatch(request, *args, **kwargs)

    def _next_step(self) -> str:
        if not has_second_factor(self.request.user):
            return reverse("mfa_index")
        way = get_adapter().get_reauthentication_methods(self.request.user)[0]["url"]
        return passthrough_next_redirect_url(self.request, way, REDIRECT_FIELD_NAME)


class SecurityView(IndexView):
    """The second factors of whoever has signed in."""

    def get_context_data(self, **kwargs) -> dict:
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            has_second_factor=has_second_factor(user),
            is_required=settings.REQUIRE_SECOND_FACTOR,
            enters_admin=user.has_perm("wagtailadmin.access_admin"),
        )


class AddPasskeyView(AddWebAuthnView):
    """Make a passkey: it signs in without a password, so it must ask for a finger, face or PIN."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        context["js_data"] = webauthn.begin_registration(self.request.user, passwordless=True)
        return context


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RecoveryCodesView(TemplateView):
    """Show the codes that are left. allauth's own view notes that it was looked at."""

    template_name = "mfa/recovery_codes/index.html"

    def get_context_data(self, **kwargs) -> dict:
        theirs = Authenticator.objects.filter(
            user_id=self.request.user.pk, type=Authenticator.Type.RECOVERY_CODES
        )
        codes = theirs.first()
        if codes is None:
            raise Http404("No second factor, so no codes.")
        return super().get_context_data(**kwargs, codes=codes.wrap().get_unused_codes())


@method_decorator(require_admin_access, name="dispatch")
class AccountView(WagtailAccountView):
    """The account in the admin, without a picture of oneself, whatever is sent.

    That panel would unfold each picture in memory before it looks at its size, and take kinds that
    the library refuses; no setting gives it another form.
    """

    def get_panels(self) -> list[BaseSettingsPanel]:
        panels = super().get_panels()
        return [panel for panel in panels if not isinstance(panel, AvatarSettingsPanel)]
