"""COMMENTS_XTD_MODEL names ``qa.comments.models.Comment``, so these modules import little."""

from .comment import Comment, mirror_state
from .following import Following
from .receipt import ConsentStatement, Edit, Receipt
from .responses import Report, SameQuestion
from .settings import CommentSettings

__all__ = [
    "Comment",
    "CommentSettings",
    "ConsentStatement",
    "Edit",
    "Following",
    "Receipt",
    "Report",
    "SameQuestion",
    "mirror_state",
]
