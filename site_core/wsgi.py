"""The WSGI callable the app server loads."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from site_core.content_types import with_plain_content_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

application = with_plain_content_types(get_wsgi_application())

# Needs Django to be set up.
from qa.delivery.page_cache import PageCache  # noqa: E402

if settings.PAGE_CACHE and not settings.MAINTENANCE:
    application = PageCache(application)
