"""Makers of what tests need: pages in a tree, people, comments."""

from .comments import CommentFactory
from .images import ImageFactory
from .pages import (
    ExpertIndexPageFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)
from .users import UserFactory

__all__ = [
    "CommentFactory",
    "ExpertIndexPageFactory",
    "ExpertPageFactory",
    "ImageFactory",
    "QAIndexPageFactory",
    "QAPageFactory",
    "TopicFactory",
    "UserFactory",
    "home_page",
]
