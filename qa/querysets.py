"""Read rules of answers."""

from __future__ import annotations

from qa.comments.counts import with_comment_count
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

    def only_titles(self) -> QAPageQuerySet:
        """Fetch what a link to an answer needs, and nothing else."""
        return self.only("title", "slug", "url_path", "path", "depth")

    def most_discussed(self, topic=None) -> QAPageQuerySet:
        """Return the answers by the number of their public comments, as ``comment_count``.

        :param topic: one that they all are on, where there is one
        """
        shown.note(shown.COMMENTS)
        filed = self.model.topics.through.objects
        among = filed.filter(topic=topic).values("qapage_id") if topic else None
        counted = with_comment_count(self, among)
        return counted.order_by("-comment_count", "-updated_on", "-pk")
