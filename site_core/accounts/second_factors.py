"""Who has a second factor, and how one is taken away from outside."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.db.transaction import atomic
from django.utils import timezone

# Recovery codes alone are no second factor: they only stand in for one.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: AbstractBaseUser) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


@atomic
def reset_second_factor(user: AbstractBaseUser) -> int:
    """Take all second factors of *user* away and end all their sessions.

    :return: how many sessions were ended
    """
    Authenticator.objects.filter(user_id=user.pk).delete()
    return end_sessions(user)


def end_sessions(user: AbstractBaseUser) -> int:
    """Sign *user* out everywhere; return from how many sessions."""
    theirs = [
        session.pk
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator()
        if session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)
