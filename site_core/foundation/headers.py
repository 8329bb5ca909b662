"""Response headers that several rooms need."""

from typing import TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def keep_private(response: Response) -> Response:
    """Return *response*, marked as meant for this one reader now.

    No cache stores it, no search engine lists it, and no Referer tells its address, which may hold
    a token: not to other sites, and not to the logs of this one, which is asked for the stylesheet
    from here. The bare origin is sent, because under ``no-referrer`` browsers send
    ``Origin: null`` with a form (Fetch standard, "append a request Origin header"), and Django's
    CSRF check would refuse every form on the page.
    """
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
