"""The pages readers come for, and the vocabulary that holds them together."""

from .answer import QAPage
from .index import QAIndexPage
from .topics import Topic

__all__ = ["QAIndexPage", "QAPage", "Topic"]
