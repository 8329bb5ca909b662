"""Makers of what tests need: pages in a tree, people, comments, what readers send."""

from .comments import CommentFactory, CommentSettingsFactory, FollowingFactory, ReceiptFactory
from .images import ImageFactory
from .pages import (
    ExpertIndexPageFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)
from .readers import comment_form, confirm_path, sheet_shown
from .users import UserFactory

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
    "comment_form",
    "confirm_path",
    "home_page",
    "sheet_shown",
]
