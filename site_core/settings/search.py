"""Where pages are searched: in the database, or in OpenSearch if there is one."""

from .environment import OPENSEARCH_URL

__all__ = ["WAGTAILSEARCH_BACKENDS"]

if OPENSEARCH_URL:
    _backend = {
        "BACKEND": "wagtail.search.backends.opensearch3",
        "URLS": [OPENSEARCH_URL],
        "INDEX_PREFIX": "ask_our_experts_",
        "TIMEOUT": 2,  # seconds; readers do not wait longer
    }
else:
    _backend = {
        "BACKEND": "qa.search.backend",
        # Made by a migration of qa.search; both know no accents on PostgreSQL, SQLite needs none.
        "SEARCH_CONFIG": "site_english",
        "AUTOCOMPLETE_CONFIG": "site_simple",
    }

WAGTAILSEARCH_BACKENDS = {"default": _backend}
