"""What a process beside the tests needs to work on their database."""

import os

from django.db import connection


def environment(**variables: str) -> dict[str, str]:
    """Return the environment in which test settings lead to the database of this test."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        address = f"sqlite:///{database['NAME']}"
    else:
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    settings = {"DJANGO_SETTINGS_MODULE": "site_core.settings.test", "DATABASE_URL": address}
    return {**os.environ, **settings, **variables}
