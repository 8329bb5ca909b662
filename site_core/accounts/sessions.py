"""Whose session it is, and for how long."""

import time
from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

BEGAN = "signed_in_at"  # seconds since 1970
SEEN = "seen_at"
LONGEST = 12 * 60 * 60  # seconds from signing in to signing in again, whatever happens
NOTED_EVERY = 5 * 60  # seconds; each request would be a write otherwise

Response = Callable[[HttpRequest], HttpResponse]


def guard_sessions(get_response: Response) -> Response:
    """Middleware: take everybody for a stranger who has not signed in completely.

    Outside the pages that complete it, half a sign-in counts for nothing: for no view of the admin,
    no preview, no private page and no document, however it looks at the user.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _user_of(request))
        return get_response(request)

    return middleware


def is_complete(request: HttpRequest, user: AbstractBaseUser) -> bool:
    """Whether *user*, whose session it is, has shown all that is asked for."""
    return not settings.REQUIRE_SECOND_FACTOR or any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def begin(request: HttpRequest) -> None:
    """Note when the session of somebody who has just signed in began."""
    request.session[BEGAN] = request.session[SEEN] = int(time.time())


def _user_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    # That of the middleware before is lazy, too; asking it would ask this one.
    user = get_user(request)
    if not user.is_authenticated:
        return user
    if _is_over(request):
        request.session.flush()  # logout() would ask for the user that is being looked for
        return AnonymousUser()
    completes_it = request.path_info.startswith(reverse("mfa_index"))
    return user if completes_it or is_complete(request, user) else AnonymousUser()


def _is_over(request: HttpRequest) -> bool:
    """Whether the session has lasted too long; note that it is in use.

    Each note puts off its end by ``SESSION_COOKIE_AGE``: whoever does nothing is signed out then.
    """
    now = int(time.time())
    if now - request.session.get(BEGAN, 0) > LONGEST:
        return True
    if now - request.session.get(SEEN, 0) > NOTED_EVERY:
        request.session[SEEN] = now
    return False
