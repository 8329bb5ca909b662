"""The database as search backend, with accents folded in suggestions, too."""

from django.db import connection
from modelsearch.backends import database


def SearchBackend(params: dict):  # noqa: N802 - the name modelsearch looks for
    """Return the backend for the site's database; *params* are its settings.

    On PostgreSQL, ``AUTOCOMPLETE_CONFIG`` names the text search configuration for suggestions,
    which modelsearch does not let one choose.
    """
    config = params.pop("AUTOCOMPLETE_CONFIG")
    backend = database.SearchBackend(params)
    if connection.vendor == "postgresql":
        backend.autocomplete_config = config
    return backend
