"""Runs inside the site: publishes the home page with each line that comes in, and says when it is
committed.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

import django

django.setup()

from wagtail.models import Site  # noqa: E402

print("ready", flush=True)
for line in sys.stdin:
    home = Site.objects.get(is_default_site=True).root_page.specific
    home.introduction = f"<p>{line.strip()}</p>"
    home.save_revision().publish()
    print("committed", flush=True)
