"""How often somebody may try to sign in.

The database counts, without which nobody signs in at all. A cache may be down, full or emptied by
strangers, and would then let everybody try for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from site_core.foundation.client import client_address, keyed, network_of

from .models import Attempt

WINDOW = timedelta(minutes=15)
FOR_AN_ACCOUNT = 10  # in a window, from wherever
FROM_A_NETWORK = 30  # in a window, for whichever accounts


class TooManyAttemptsError(Exception):
    """There were so many that this one is not even looked at."""


class Attempted:
    """One try; ``forgive()`` it if it turns out right."""

    def __init__(self, rows: list[Attempt]) -> None:
        self._rows = rows

    def forgive(self) -> None:
        Attempt.objects.filter(pk__in=[row.pk for row in self._rows]).delete()


def begin(request: HttpRequest, account: str, *, most: int = FOR_AN_ACCOUNT) -> Attempted:
    """Count a try before it is known whether it is right, so that many at once all count.

    :param account: what the try is about: a user name that may not exist, or any other key
    :param most: tries about that in fifteen minutes
    :raises TooManyAttemptsError: if there were as many already; this one then does not count
    """
    now = timezone.now()
    Attempt.objects.filter(at__lt=now - WINDOW).delete()
    limits = {
        keyed(account, salt="sign-in account"): most,
        keyed(network_of(client_address(request)), salt="sign-in network"): FROM_A_NETWORK,
    }
    limits.pop("", None)  # a server that knows no address, a blank name
    attempted = Attempted([Attempt.objects.create(who=who, at=now) for who in limits])
    for who, limit in limits.items():
        if Attempt.objects.filter(who=who)[: limit + 1].count() > limit:
            attempted.forgive()
            raise TooManyAttemptsError
    return attempted


@contextmanager
def counted(request: HttpRequest, account: str) -> Iterator[None]:
    """Count what is tried inside; forgive it if nothing is raised there."""
    attempted = begin(request, account)
    yield
    attempted.forgive()
