"""The newest comments of the whole site, for its home page and beside every article."""

from .models import Comment


def latest_comments(limit: int = 5) -> list[Comment]:
    """Return at most *limit* newest comments that anybody may read, newest first."""
    newest = Comment.objects.readable().order_by("-posted_at", "-pk")
    return list(newest.select_related("page", "expert")[:limit])
