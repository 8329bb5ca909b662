"""The one rule for what an anonymous reader may see of a page."""

from __future__ import annotations

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import PageQuerySet, PageViewRestriction


def published(pages: PageQuerySet) -> PageQuerySet:
    """Return those of *pages* that anybody may read now, without a query of its own.

    Live, not behind a view restriction (of its own, of an ancestor, or of the page it is an alias
    of), and not past its expiry: a page stays ``live`` in the database until the next
    ``publish_scheduled`` run.
    """
    return pages.live().filter(
        Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now()),
        ~_restricted("path"),
        ~_restricted("alias_of__path"),
    )


def _restricted(path: str) -> Exists:
    """Whether a view restriction stands on the page whose tree path the field holds, or above it.

    PageQuerySet.public() asks the same in two queries and does not know aliases.
    """
    candidate = ExpressionWrapper(OuterRef(path), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(candidate=candidate)
    return Exists(restrictions.filter(candidate__startswith=F("page__path")))


class BasePageQuerySet(PageQuerySet):
    def published(self) -> BasePageQuerySet:
        """Return the pages that anybody may read now (see :func:`published`)."""
        return published(self)
