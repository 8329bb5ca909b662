"""Response headers that several rooms need."""

import re
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)

OK = 200
NOT_KEPT = "no-store, private"
A_DAY = 24 * 60 * 60  # seconds


def keep_private(response: Response) -> Response:
    """Return *response*, marked as meant for this one reader now.

    No cache stores it, no search engine lists it, and no Referer tells its address, which may hold
    a token: not to other sites, and not to the logs of this one, which is asked for the stylesheet
    from here. The bare origin is sent, because under ``no-referrer`` browsers send
    ``Origin: null`` with a form (Fetch standard, "append a request Origin header"), and Django's
    CSRF check would refuse every form on the page.
    """
    response["Cache-Control"] = NOT_KEPT
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def keep_publicly(response: Response, *, can_be_purged: bool = True) -> Response:
    """Return *response*, marked as the same for everybody, unless it says otherwise already.

    Browsers ask each time whether it still holds. Caches in front keep it until they are told that
    it changed, or for some seconds where nobody tells them, and longer while we cannot be reached
    (RFC 9111; RFC 5861 for what is stale).

    :param can_be_purged: False for one of many addresses that change together: nobody could name
        them all, so caches in front ask each time, too
    """
    if response.status_code == OK and not response.has_header("Cache-Control"):
        seconds = settings.KEPT_IN_FRONT
        control = (
            f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={min(seconds, 60)}, "
            f"stale-if-error={A_DAY}"
        )
        response["Cache-Control"] = control if can_be_purged else kept_at_most(0, control)
    return response


def kept_at_most(seconds: int, cache_control: str) -> str:
    """Return a Cache-Control header by which nobody keeps a page for longer; 0 has them ask."""
    return re.sub(r"\d+", lambda found: str(min(int(found[0]), seconds)), cache_control)


def kept_publicly(view: Callable[..., Response], *, can_be_purged: bool = True) -> Callable:
    """Return *view* with :func:`keep_publicly` for all that it answers."""

    @wraps(view)
    def keeping(*args, **kwargs) -> Response:
        return keep_publicly(view(*args, **kwargs), can_be_purged=can_be_purged)

    return keeping


def is_public(cache_control: str) -> bool:
    """Return whether a Cache-Control header is one of :func:`keep_publicly`."""
    return "s-maxage" in cache_control
