"""The one rule for what an anonymous reader may see of a page."""

from __future__ import annotations

from django.db.models import BooleanField, Func, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

# The few restrictions are gone through for each page, and the path of each is looked up: joined to
# them, a database may begin with all pages instead, which takes the square of their number. Written
# out, because putting it together from querysets took most of the time of a query. Tree paths hold
# capital letters and digits only, so nothing in them is a wildcard.
_RESTRICTED = """
EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction restriction
    WHERE {path} LIKE (
        SELECT restricted.path FROM wagtailcore_page restricted
        WHERE restricted.id = restriction.page_id
    ) || '%%%%'
)
"""
_ABOVE = _RESTRICTED.format(path="%(expressions)s")
# Not a join: databases would read all pages to find the originals of the few that are aliases.
_ABOVE_ORIGINAL = _RESTRICTED.format(
    path="(SELECT original.path FROM wagtailcore_page original WHERE original.id = %(expressions)s)"
)


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of *pages* that anybody may read now, without a query of its own.

    Live, not behind a view restriction (of its own, of an ancestor, or of the page it is an alias
    of), and not past its expiry: a page stays ``live`` in the database until the next
    ``publish_scheduled`` run.
    """
    return pages.live().filter(
        Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()),
        ~_is_restricted("path", _ABOVE),
        ~_is_restricted("alias_of_id", _ABOVE_ORIGINAL),
    )


def _is_restricted(field: str, template: str) -> Func:
    """Whether a view restriction stands on a page or above it: the row's own, or its original.

    PageQuerySet.public() asks the same in two queries and does not know aliases.
    """
    return Func(field, template=template, output_field=BooleanField())


def is_readable(page: Page, request: HttpRequest) -> bool:
    """Return whether whoever sends *request* may read *page* now, as Wagtail decides it."""
    is_over = page.expire_at is not None and page.expire_at <= timezone.now()
    if not page.live or is_over:
        return False
    restrictions = page.get_view_restrictions()
    return all(restriction.accept_request(request) for restriction in restrictions)


class BasePageQuerySet(PageQuerySet):
    def published(self) -> BasePageQuerySet:
        """Return the pages that anybody may read now (see :func:`published`)."""
        return published(self)
