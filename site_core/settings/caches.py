"""Redis when there is one, otherwise files that all processes of this machine share."""

from .environment import FRONT_CACHES, PAGE_CACHE, REDIS_URL, VAR_DIR

__all__ = [
    "CACHES",
    "KEPT_IN_FRONT",
    "KEPT_UNTOLD",
    "PAGE_CACHE",
    "PAGE_CLOCK",
    "WAGTAILFRONTENDCACHE",
    "WAGTAILFRONTENDCACHE_LANGUAGES",
    "WAGTAIL_REDIRECTS_FILE_STORAGE",
]

LONGEST_WAIT = 1  # seconds for a cache to answer; without it a page takes little more


def _cache(name: str, kind: str = "") -> dict:
    if REDIS_URL:
        return {
            "BACKEND": f"site_core.cache.{kind}RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
            "OPTIONS": {"socket_connect_timeout": LONGEST_WAIT, "socket_timeout": LONGEST_WAIT},
        }
    return {"BACKEND": f"site_core.cache.{kind}FileCache", "LOCATION": VAR_DIR / "cache" / name}


CACHES = {
    "default": _cache("default"),
    # Wagtail looks here before it asks the database which sizes of a picture exist.
    "renditions": {**_cache("renditions", "Rendition"), "TIMEOUT": 24 * 60 * 60},  # seconds
    # Whole pages; in files, the folder is read each time one is added.
    "pages": _cache("pages")
    if REDIS_URL
    else {**_cache("pages"), "OPTIONS": {"MAX_ENTRIES": 2000}},
}
# What changed when, without Redis.
PAGE_CLOCK = VAR_DIR / "cache" / "page-clock"

WAGTAILFRONTENDCACHE = FRONT_CACHES
# Each address is named in full. Otherwise Wagtail would ask for every other language of it, too.
WAGTAILFRONTENDCACHE_LANGUAGES: list[str] = []
# Seconds that caches in front keep a page. Those that nobody tells of changes are soon asked again,
# and so are all while nobody knows whether a page has changed since it was begun.
KEPT_UNTOLD = 10
KEPT_IN_FRONT = 60 * 60 if FRONT_CACHES and PAGE_CACHE else KEPT_UNTOLD

# Where a table of redirects waits until its columns are named: another process may be told those,
# and one sees no other's temporary files.
WAGTAIL_REDIRECTS_FILE_STORAGE = "cache"
