"""Redis when there is one, otherwise files that all processes of this machine share."""

from .environment import REDIS_URL, VAR_DIR

__all__ = ["CACHES"]

LONGEST_WAIT = 1  # seconds for a cache to answer; without it a page takes little more


def _cache(name: str) -> dict:
    if REDIS_URL:
        return {
            "BACKEND": "site_core.cache.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
            "OPTIONS": {"socket_connect_timeout": LONGEST_WAIT, "socket_timeout": LONGEST_WAIT},
        }
    return {"BACKEND": "site_core.cache.FileCache", "LOCATION": VAR_DIR / "cache" / name}


CACHES = {
    "default": _cache("default"),
    # Wagtail looks here before it asks the database which sizes of a picture exist.
    "renditions": {**_cache("renditions"), "TIMEOUT": 24 * 60 * 60},  # seconds
}
