"""Makers of what tests need: pages in a tree, people, comments, what readers send."""

from .comments import CommentFactory, CommentSettingsFactory, FollowingFactory, ReceiptFactory
from .images import ImageFactory
from .languages import translation
from .pages import (
    ExpertIndexPageFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)
from .readers import approve_path, by_owner, comment_form, confirm_path, sheet_shown
from .users import UserFactory, editor, expert_user, grant

__all__ = [
    "CommentFactory",
    "CommentSettingsFactory",
    "ExpertIndexPageFactory",
    "ExpertPageFactory",
    "FollowingFactory",
    "ImageFactory",
    "QAIndexPageFactory",
    "QAPageFactory",
    "ReceiptFactory",
    "TopicFactory",
    "UserFactory",
    "approve_path",
    "by_owner",
    "comment_form",
    "confirm_path",
    "editor",
    "expert_user",
    "grant",
    "home_page",
    "sheet_shown",
    "translation",
]
