from collections.abc import Iterator
from uuid import uuid4

import pytest
from redis import Redis

from qa.delivery import purging

from .nodes import Node


@pytest.fixture
def prefix(redis: Redis) -> Iterator[str]:
    """Return what the keys of this test in Redis begin with; they are gone afterwards."""
    prefix = f"test-{uuid4()}"
    yield prefix
    forget_all(redis, prefix)


def forget_all(redis: Redis, prefix: str) -> None:
    for key in redis.scan_iter(f"{prefix}*", count=1000):
        redis.delete(key)


@pytest.fixture
def nodes(db, redis, prefix, settings, monkeypatch) -> Iterator[tuple[Node, Node]]:
    """Return the process that this test runs in, and another one."""
    here, there = Node(redis, prefix), Node(redis, prefix)
    settings.CACHES = dict.fromkeys(settings.CACHES, here.settings)
    monkeypatch.setattr(purging, "shelf", here.shelf)
    yield here, there
    for node in (here, there):
        node.dies()
