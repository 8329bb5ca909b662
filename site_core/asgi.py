"""The ASGI callable, for servers that need one; the WSGI one is several times faster here."""

import os

from django.core.asgi import get_asgi_application

from site_core.content_types import with_plain_content_types_async

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

application = with_plain_content_types_async(get_asgi_application())
