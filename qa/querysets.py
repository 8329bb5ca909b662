"""Read rules of answers."""

from __future__ import annotations

from django.db.models import Q

from qa.comments.counts import with_comment_count
from qa.comments.querysets import discussion_is_hidden
from site_core.foundation import shown
from site_core.foundation.querysets import BasePageQuerySet


class QAPageQuerySet(BasePageQuerySet):
    def by_topic(self, topic) -> QAPageQuerySet:
        """Return the answers on *topic*."""
        return self.filter(topics=topic)

    def newest_first(self) -> QAPageQuerySet:
        """Return the answers by their last substantive edit, newest first."""
        return self.order_by("-updated_on", "-pk")

    def for_cards(self) -> QAPageQuerySet:
        """Fetch what a list of answers shows in one query, without the long bodies."""
        return self.select_related("expert").defer("body", "question").newest_first()

    def only_titles(self, *more: str) -> QAPageQuerySet:
        """Fetch what a link to an answer needs, and nothing else but the fields *more*."""
        # Also when it is over, for what is kept of a list.
        return self.only("title", "slug", "url_path", "path", "depth", "expire_at", *more)

    def most_discussed(self) -> QAPageQuerySet:
        """Return the answers that something can be read below, by how much, as ``comment_count``.

        Of as many comments the answer that was begun last comes first: the order of an index.
        """
        shown.note(shown.COMMENTS)
        discussed = with_comment_count(self.exclude(discussion_is_hidden()))
        discussed = discussed.filter(counted__public__gt=0)
        return discussed.order_by("-counted__public", "-counted__page_id")

    def not_discussed(self) -> QAPageQuerySet:
        """Return the answers that :meth:`most_discussed` leaves out, newest first."""
        has_none = Q(counted=None) | Q(counted__public__lte=0) | Q(discussion_is_hidden())
        return self.filter(has_none).newest_first()
