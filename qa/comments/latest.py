"""The newest comments, of the whole site or of one page, each at its own."""

from wagtail.models import Page

from site_core.foundation import shown

from .models import Comment
from .states import CommentState

NEWEST_FIRST = ("-posted_at", "-pk")


def latest_comments(
    limit: int = 5, *, beside: Page | None = None, below: Page | None = None
) -> list[Comment]:
    """Return at most *limit* newest comments that anybody may read, newest first.

    :param beside: only those of pages in the language of this one
    :param below: only those of this page and of pages below it
    """
    shown.note(shown.COMMENTS)
    newest = Comment.objects.readable().order_by(*NEWEST_FIRST)
    if beside is not None:
        newest = newest.filter(page__locale=beside.locale_id)
    if below is not None:
        newest = newest.filter(page__path__startswith=below.path)
    return list(newest.select_related("page", "expert")[:limit])


def latest_on(page: Page, limit: int) -> list[Comment]:
    """Return at most *limit* newest comments that readers of *page* can read, newest first."""
    public = Comment.objects.shown_on(page.pk).filter(state=CommentState.PUBLIC)
    comments = list(public.select_related("expert").order_by(*NEWEST_FIRST)[:limit])
    for comment in comments:
        comment.page = page  # known already: asked one by one it would be a query each
    return comments
