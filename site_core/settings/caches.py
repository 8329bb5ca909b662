"""Redis when there is one, otherwise files that all processes of this machine share."""

from .environment import REDIS_URL, VAR_DIR

if REDIS_URL:
    _default = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
else:
    _default = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
    }

CACHES = {"default": _default}
