"""Judges what readers send: small rules, each of which may find one thing and says why.

The modules named here hold the rules; importing any part of the room registers them all.
"""

from . import content, form, health, lists, personal

__all__ = ["content", "form", "health", "lists", "personal"]
