"""Runs inside a Django project: prints how many SQL statements the address given takes.

The page is opened twice, and counted the second time.
"""

import os
import sys
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402


def view(address: str) -> None:
    """Open a page through the WSGI application: some answers come before Django is asked."""
    parts = urlsplit(address)
    environ = {"HTTP_HOST": parts.netloc, "PATH_INFO": parts.path}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    answer = application(environ, lambda status, headers: statuses.append(status))
    b"".join(answer)
    getattr(answer, "close", list)()
    if not statuses[0].startswith("200"):
        sys.exit(f"{address} answers {statuses[0]}.")


application = import_string(settings.WSGI_APPLICATION)
view(sys.argv[1])
with CaptureQueriesContext(connection) as captured:
    view(sys.argv[1])
print(len(captured))
