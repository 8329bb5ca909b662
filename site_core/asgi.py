"""The ASGI callable, for servers that need one; the WSGI one is several times faster here."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

application = get_asgi_application()
