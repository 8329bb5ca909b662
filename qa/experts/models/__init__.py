"""Experts: their list, their profiles, and what readers write to them."""

from .index import ExpertIndexPage
from .message import Message
from .profile import ExpertPage, Qualification, Specialism

__all__ = ["ExpertIndexPage", "ExpertPage", "Message", "Qualification", "Specialism"]
