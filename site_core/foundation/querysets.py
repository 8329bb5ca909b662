"""The one rule for what an anonymous reader may see of a page."""

from django.db.models import Q
from django.utils import timezone
from wagtail.models import PageQuerySet


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of *pages* that anybody may read now.

    Live, not behind a view restriction of its own or of an ancestor, and not past its expiry: a
    page stays ``live`` in the database until the next ``publish_scheduled`` run.
    """
    return (
        pages.live()
        .public()
        .filter(Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()))
    )


class BasePageQuerySet(PageQuerySet):
    def published(self) -> "BasePageQuerySet":
        """Return the pages that anybody may read now (see :func:`published`)."""
        return published(self)
