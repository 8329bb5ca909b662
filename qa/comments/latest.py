"""The newest comments of the whole site, for its home page and beside every article."""

from .models import Comment
from .querysets import with_hidden_ancestor

# How many more than asked for are looked at, since a few may stand below hidden comments.
SPARE = 15


def latest_comments(limit: int = 5) -> list[Comment]:
    """Return at most *limit* newest comments that anybody may read, newest first."""
    newest = Comment.objects.on_published_pages().order_by("-posted_at", "-pk")
    candidates = list(newest.values_list("pk", flat=True)[: limit + SPARE])
    if not candidates:
        return []
    return list(
        Comment.objects.filter(pk__in=candidates)
        .exclude(pk__in=with_hidden_ancestor(candidates))
        .select_related("page", "expert")
        .order_by("-posted_at", "-pk")[:limit]
    )
