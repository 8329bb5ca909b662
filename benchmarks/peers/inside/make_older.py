"""Runs inside the site: what was posted now was posted two hours ago.

Otherwise a discussion would soon count as very busy, and hold what is posted next.
"""

import os
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_core.settings.base")

import django

django.setup()

from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from qa.comments.models import Comment, Receipt  # noqa: E402

HOURS = timedelta(hours=2)

for model in (Comment, Receipt):
    recent = model.objects.filter(posted_at__gt=timezone.now() - HOURS)
    recent.update(posted_at=F("posted_at") - HOURS)
