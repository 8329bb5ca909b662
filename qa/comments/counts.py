"""How much is said on pages, for lists of them."""

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from wagtail.models import PageQuerySet

from .models import Comment
from .querysets import below_hidden, discussion_is_hidden
from .states import CommentState


def with_comment_count(pages: PageQuerySet, among: QuerySet | None = None) -> PageQuerySet:
    """Return *pages* with ``comment_count``: how many public comments readers of each one see.

    :param among: keys of pages with all *pages* among them, to look for hidden comments there only
    """
    here = Comment.objects.filter(
        page_id=OuterRef("pk"), state=CommentState.PUBLIC, published_at__isnull=False
    ).exclude(pk__in=below_hidden(among))
    number = here.order_by().values("page_id").annotate(number=Count("pk")).values("number")
    return pages.annotate(
        comment_count=Case(
            When(discussion_is_hidden(), then=Value(0)),
            default=Coalesce(Subquery(number), 0),
            output_field=IntegerField(),
        )
    )
