"""The one rule for what an anonymous reader may see of a page."""

from __future__ import annotations

from django.db import connection
from django.db.models import BooleanField, Func, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

# Written out, because putting it together from querysets took most of the time of a query. Tree
# paths hold capital letters and digits only, so nothing in them is a wildcard.
#
# SQLite goes through the few restrictions for each page, and looks up the path of each: joined to
# them, it may begin with all pages instead, which takes the square of their number.
_FOR_EACH_PAGE = """
EXISTS (
    SELECT 1 FROM wagtailcore_pageviewrestriction restriction
    WHERE {path} LIKE (
        SELECT restricted.path FROM wagtailcore_page restricted
        WHERE restricted.id = restriction.page_id
    ) || '%%%%'
)
"""
# PostgreSQL reads the paths of the restrictions once, and compares each page with them.
_ONCE = """
{path} LIKE ANY (ARRAY(
    SELECT restricted.path || '%%%%' FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page restricted ON restricted.id = restriction.page_id
))
"""
_OWN = "%(expressions)s"
# Not a join: databases would read all pages to find the originals of the few that are aliases.
_OF_ORIGINAL = (
    "(SELECT original.path FROM wagtailcore_page original WHERE original.id = %(expressions)s)"
)


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of *pages* that anybody may read now, without a query of its own.

    Live, not behind a view restriction (of its own, of an ancestor, or of the page it is an alias
    of), and not past its expiry: a page stays ``live`` in the database until the next
    ``publish_scheduled`` run.
    """
    return pages.live().filter(
        Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()),
        ~_IsRestricted("path", path=_OWN),
        Q(alias_of_id__isnull=True) | ~_IsRestricted("alias_of_id", path=_OF_ORIGINAL),
    )


# The same rule from its other side, by what an index leads to: few pages are hidden, and finding
# these is quicker than asking all others. "~" comes after whatever paths are made of.
_UNPUBLISHED = """
SELECT id FROM wagtailcore_page WHERE NOT live
UNION SELECT id FROM wagtailcore_page WHERE expire_at <= %s
UNION SELECT id FROM ({restricted}) restricted
UNION SELECT id FROM wagtailcore_page WHERE alias_of_id IN ({restricted})
"""
_BELOW_RESTRICTIONS = """
SELECT below.id FROM wagtailcore_pageviewrestriction restriction
JOIN wagtailcore_page head ON head.id = restriction.page_id
JOIN wagtailcore_page below
    ON below.path {least} head.path AND below.path {greatest} (head.path || '~')
"""


def unpublished() -> tuple[str, list]:
    """Return SQL for the keys of the pages that :func:`published` leaves out, and its values."""
    is_sqlite = connection.vendor == "sqlite"
    # PostgreSQL's own for text: its index on paths is not in the order of any language.
    least, greatest = (">=", "<") if is_sqlite else ("~>=~", "~<~")
    restricted = _BELOW_RESTRICTIONS.format(least=least, greatest=greatest)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    return _UNPUBLISHED.format(restricted=restricted), [now]


class _IsRestricted(Func):
    """Whether a view restriction stands on a page or above it: the row's own, or its original.

    PageQuerySet.public() asks the same in two queries and does not know aliases.

    :param path: SQL for the tree path of that page, with the field's name as ``%(expressions)s``
    """

    output_field = BooleanField()

    def __init__(self, field: str, *, path: str) -> None:
        super().__init__(field, path=path)

    def as_sql(self, compiler, connection, **context):
        how = _ONCE if connection.vendor == "postgresql" else _FOR_EACH_PAGE
        path = self.extra["path"]
        return super().as_sql(compiler, connection, template=how.format(path=path), **context)


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
