"""A new password by mail: Django's views, with a limit, and with the mail in the site's queue."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import forms, get_user_model, tokens, views
from django.http import HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qa.notifications.queue import send_later
from qa.notifications.registry import Letter, mail_kind
from site_core.errors import too_many_requests

from . import attempts
from .forms import PlainMixin

MOST_MAILS = 3  # for an address, in a quarter of an hour


class PasswordResetForm(PlainMixin, forms.PasswordResetForm):
    """Queues one mail for each account with the address, and takes as long if there is none."""

    def save(self, **options) -> None:
        for user in self.get_users(self.cleaned_data["email"]):
            send_later("password_reset", urgent=True, user_id=user.pk)


class NewPasswordForm(PlainMixin, forms.SetPasswordForm):
    """Says beside the field what a password must be, and nothing twice."""

    helps = {"new_password1": gettext_lazy("At least twelve characters; a few words do well.")}


class PasswordResetView(views.PasswordResetView):
    """Ask for the address; the answer is the same whether there is such an account or not."""

    template_name = "account/password_reset.html"
    form_class = PasswordResetForm
    success_url = reverse_lazy("account_reset_password_done")

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        try:
            attempts.begin(self.request, f"reset {form.cleaned_data['email']}", most=MOST_MAILS)
        except attempts.TooManyAttemptsError:
            message = _("New passwords were asked for very often.")
            return too_many_requests(self.request, attempts.WINDOW.seconds, message)
        return super().form_valid(form)


class NewPasswordView(views.PasswordResetConfirmView):
    """Set the new password. It signs nobody in: the second factor is asked for as ever."""

    template_name = "account/password_new.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("account_login")

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        messages.success(self.request, _("Your new password is set. Sign in with it."))
        return response


@mail_kind("password_reset")
def password_reset_letter(*, user_id: int) -> Letter | None:
    """Send the link, made only now: the queue holds no key."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None or not user.has_usable_password():
        return None
    path = reverse(
        "account_new_password",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": tokens.default_token_generator.make_token(user),
        },
    )
    return Letter(
        to=user.email,
        subject=_("A new password for your account"),
        template="mail/password_reset",
        context={
            "username": user.get_username(),
            "address": f"{settings.WAGTAILADMIN_BASE_URL}{path}",
            "hours": settings.PASSWORD_RESET_TIMEOUT // 3600,
        },
    )
