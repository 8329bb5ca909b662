"""Redis when there is one, otherwise files that all processes of this machine share."""

from .environment import REDIS_URL, VAR_DIR


def _cache(name: str) -> dict:
    if REDIS_URL:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
        }
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache" / name,
    }


CACHES = {
    "default": _cache("default"),
    # Wagtail looks here before it asks the database which sizes of a picture exist.
    "renditions": {**_cache("renditions"), "TIMEOUT": 24 * 60 * 60, "OPTIONS": {}},  # seconds
}
