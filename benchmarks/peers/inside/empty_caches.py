"""Runs inside a Django project: empties all its caches."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

import django

django.setup()

from django.core.cache import caches  # noqa: E402

for name in caches:
    caches[name].clear()
