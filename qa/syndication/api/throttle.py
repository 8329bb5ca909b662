"""How often one network may ask the API."""

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from qa.comments.limits import network_key
from site_core.foundation.client import client_address


class NetworkThrottle(SimpleRateThrottle):
    """Counts in the cache, by network; the address itself is kept nowhere."""

    scope = "api"
    THROTTLE_RATES = {"api": "120/min"}

    def get_cache_key(self, request: Request, view: APIView) -> str:
        who = network_key(client_address(request))
        return self.cache_format % {"scope": self.scope, "ident": who}
