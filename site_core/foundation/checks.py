"""House rules as system checks: what would fail silently is said at start-up, with the mend."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Concern

from .models import BasePage


def _concrete_pages(base: type) -> list[type]:
    found = []
    for page_class in base.__subclasses__():
        if not page_class._meta.abstract:
            found.append(page_class)
        found.extend(_concrete_pages(page_class))
    return found


@register()
def pages_say_where_they_may_stand(app_configs, **kwargs) -> list[CheckMessage]:
    """Every page type limits its parents, so that an editor cannot build a nonsense tree."""
    return [
        Error(
            f"{page_class.__name__} may be created anywhere in the page tree.",
            hint="Set parent_page_types (and subpage_types) on the class itself.",
            obj=page_class,
            id="foundation.E001",
        )
        for page_class in _concrete_pages(BasePage)
        if "parent_page_types" not in vars(page_class) or "subpage_types" not in vars(page_class)
    ]


@register()
def sqlite_waits_its_turn(app_configs, **kwargs) -> list[CheckMessage]:
    """SQLite must take its write lock when a transaction begins (see settings/database.py)."""
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    if database.get("OPTIONS", {}).get("transaction_mode") == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite transactions do not begin IMMEDIATE: simultaneous comments would be lost.",
            hint='Set "transaction_mode": "IMMEDIATE" in the OPTIONS of the database.',
            id="foundation.E002",
        )
    ]


@register(Tags.caches, deploy=True)
def nodes_share_their_cache(app_configs, **kwargs) -> list[CheckMessage]:
    """What is made for several machines needs a cache that all of them see.

    Limits are counted in the cache. With files, each machine counts for itself, and keeps what
    another one has made untrue.
    """
    reasons = [
        said
        for said, holds in (
            ("uploads are in a bucket", bool(settings.STORAGES["default"].get("OPTIONS"))),
            ("there is a replica", "replica" in settings.DATABASES),
            ("the database is on another machine", _is_remote(settings.DATABASES["default"])),
        )
        if holds
    ]
    shared = settings.CACHES["default"]["BACKEND"].endswith("RedisCache")
    if shared or not reasons:
        return []
    return [
        Concern(
            f"The cache is files of this machine, but {' and '.join(reasons)}.",
            hint="Set REDIS_URL to one server for all machines that run the site.",
            id="foundation.W001",
        )
    ]


def _is_remote(database: dict) -> bool:
    host = database.get("HOST") or ""
    return not (host.startswith(("/", "127.")) or host in {"", "localhost", "::1"})
