"""Processes of the site that share a Redis server, each with a line of its own to it."""

from redis import Redis

from qa.delivery.shelf import Shelf
from site_core.cache import RedisCache, outages
from tests.line import Line
from tests.reading import Reader


class Node:
    """One process: its copies of pages, its clock, and what it knows of outages.

    :param redis: the server, which knows nothing of the line
    :param prefix: of this test's keys there
    """

    def __init__(self, redis: Redis, prefix: str) -> None:
        server = redis.connection_pool.connection_kwargs
        self.line = Line(server["host"], server["port"])
        place = f"redis://127.0.0.1:{self.line.port}/{server.get('db', 0)}"
        self.settings = {
            "BACKEND": "site_core.cache.RedisCache",
            "LOCATION": place,
            "KEY_PREFIX": prefix,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        }
        self.shelf = Shelf()
        self.shelf._cache = RedisCache(place, dict(self.settings))
        self.reader = Reader(self.shelf)

    def asks_again(self) -> None:
        """Do what a few seconds do after an outage: the server is asked again."""
        for place in (self.shelf, self.settings["LOCATION"]):
            outages.over_at.pop(place, None)

    def dies(self) -> None:
        """Forget what the process had in its memory, and speak to nobody any more."""
        self.line.cut()
        self.shelf.forget()
