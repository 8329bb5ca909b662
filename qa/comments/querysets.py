"""Read rules of comments. The recursive queries are the same on SQLite and PostgreSQL."""

from django.db import models
from django.db.models.expressions import RawSQL
from django_comments.managers import CommentManager as DjangoCommentManager
from wagtail.models import Page

from site_core.foundation.querysets import published

from .states import SHOWN_STATES, CommentState

_ANCESTORS = """
WITH RECURSIVE up(id) AS (
    SELECT reply_to_id FROM qa_comments_comment WHERE xtdcomment_ptr_id = %s
    UNION ALL
    SELECT c.reply_to_id FROM qa_comments_comment c JOIN up ON c.xtdcomment_ptr_id = up.id
)
SELECT id FROM up WHERE id IS NOT NULL
"""

# Seeded by the answers to hidden comments, which are few: hidden comments can hardly be answered.
_BELOW_HIDDEN = """
WITH RECURSIVE down(id) AS (
    SELECT r.xtdcomment_ptr_id
    FROM qa_comments_comment h JOIN qa_comments_comment r ON r.reply_to_id = h.xtdcomment_ptr_id
    WHERE h.page_id = %s AND h.state NOT IN (%s, %s, %s)
    UNION ALL
    SELECT c.xtdcomment_ptr_id FROM qa_comments_comment c JOIN down ON c.reply_to_id = down.id
)
SELECT id FROM down
"""

# Asked for one row at a time, so only where few rows are wanted.
_IS_BELOW_HIDDEN = """
EXISTS (
    WITH RECURSIVE up(id) AS (
        SELECT qa_comments_comment.reply_to_id
        UNION ALL
        SELECT c.reply_to_id FROM qa_comments_comment c JOIN up ON c.xtdcomment_ptr_id = up.id
    )
    SELECT 1 FROM up JOIN qa_comments_comment a ON a.xtdcomment_ptr_id = up.id
    WHERE a.state NOT IN (%s, %s, %s)
)
"""


def ancestors_of(comment_id: int) -> RawSQL:
    """Return a subquery of the ids of every comment above *comment_id*, up to its root."""
    return RawSQL(_ANCESTORS, [comment_id])  # noqa: S611 - constant SQL, the id is a parameter


def below_hidden_on(page_id: int) -> RawSQL:
    """Return a subquery of the ids below hidden comments of the page."""
    return RawSQL(_BELOW_HIDDEN, [page_id, *SHOWN_STATES])  # noqa: S611 - constant SQL


def is_below_hidden() -> RawSQL:
    """Return whether any comment above the row is hidden."""
    return RawSQL(_IS_BELOW_HIDDEN, [*SHOWN_STATES], models.BooleanField())  # noqa: S611 - constant


class CommentQuerySet(models.QuerySet):
    def shown_on(self, page_id: int) -> "CommentQuerySet":
        """Return what readers of the page see: shown states, nothing below a hidden comment."""
        return self.filter(page_id=page_id, state__in=SHOWN_STATES).exclude(
            pk__in=below_hidden_on(page_id)
        )

    def readable(self) -> "CommentQuerySet":
        """Return the public comments of all pages that anybody may read now.

        Made for a few at a time: every row is asked for its ancestors.
        """
        return self.filter(
            state=CommentState.PUBLIC, page__in=published(Page.objects.all()).values("pk")
        ).exclude(is_below_hidden())


class CommentManager(DjangoCommentManager.from_queryset(CommentQuerySet)):
    """Keeps for_model() and in_moderation() of django-comments beside our own rules."""
