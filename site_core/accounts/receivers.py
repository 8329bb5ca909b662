"""What follows when somebody signs in, or gains or loses a second factor."""

from allauth.account.internal.flows.login import (
    clear_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

from . import sessions
from .second_factors import has_second_factor


@receiver(user_logged_in)
def note_beginning(request, **kwargs) -> None:
    """Note when a session began. It has a new key by now: Django gives one at each sign-in."""
    sessions.begin(request)


@receiver(authenticator_added)
def count_as_shown(request, user, authenticator, **kwargs) -> None:
    """Whoever has just set a second factor up has shown it, too."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_removed)
def forget_what_was_shown(request, user, **kwargs) -> None:
    """Whoever has taken the last one away is led to set one up where it is required."""
    if not has_second_factor(user):
        clear_authentication_records(request)
