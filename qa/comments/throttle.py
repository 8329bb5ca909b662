"""How often one network may use links that hold a right, or say whether an answer helped.

Django REST framework's own throttle, which counts in the cache. While the cache is down it counts
nothing: the links are signed, so that only those who have one get any further. What they can have
sent with them is counted elsewhere: see ``mailboxes.py``.
"""

from django.http import HttpRequest
from rest_framework.throttling import SimpleRateThrottle

from site_core.foundation.client import client_address

from .limits import network_key

RATES = {"manage": "120/min", "helpful": "30/hour"}


class _Throttle(SimpleRateThrottle):
    THROTTLE_RATES = RATES

    def __init__(self, scope: str, who: str) -> None:
        self.scope, self.who = scope, who
        super().__init__()

    def get_cache_key(self, request: HttpRequest, view: None) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.who}


def seconds_to_wait(request: HttpRequest, *, scope: str) -> int:
    """Return 0 and count this request, or in how many seconds the network may send the next one.

    :param scope: one of ``RATES``
    """
    throttle = _Throttle(scope, network_key(client_address(request)))
    return 0 if throttle.allow_request(request, None) else int(throttle.wait() or 1) + 1
