"""COMMENTS_XTD_MODEL names ``qa.comments.models.Comment``, so these modules import little."""

from .comment import Comment, mirror_state
from .count import CommentCount
from .following import Following
from .mailbox import Mailbox
from .moderation import HeldAuthor
from .receipt import ConsentStatement, Edit, Receipt
from .replying import Decline, DeclineReason, ReplyDraft
from .responses import Helpfulness, Report, SameQuestion
from .rights import GroupCommentPermission
from .settings import CommentSettings

__all__ = [
    "Comment",
    "CommentCount",
    "CommentSettings",
    "ConsentStatement",
    "Decline",
    "DeclineReason",
    "Edit",
    "Following",
    "GroupCommentPermission",
    "HeldAuthor",
    "Helpfulness",
    "Mailbox",
    "Receipt",
    "ReplyDraft",
    "Report",
    "SameQuestion",
    "mirror_state",
]
