"""The states of a comment and the ways between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Unconfirmed")
    PENDING = "pending", _("Pending")
    PUBLIC = "public", _("Public")
    REJECTED = "rejected", _("Rejected")
    SPAM = "spam", _("Spam")
    REMOVED = "removed", _("Removed by a moderator")
    WITHDRAWN = "withdrawn", _("Withdrawn by its author")


# What readers see something of: the text, or a tombstone that keeps the thread whole. A comment in
# any other state is hidden, and with it everything below it.
SHOWN_STATES = (CommentState.PUBLIC, CommentState.REMOVED, CommentState.WITHDRAWN)

_DECISIONS = {CommentState.PUBLIC, CommentState.REJECTED, CommentState.SPAM}

# A withdrawn comment stays withdrawn: that decision is its author's. Everything a moderator decided
# can be decided anew.
TRANSITIONS: dict[str, set[CommentState]] = {
    CommentState.UNCONFIRMED: {
        CommentState.PENDING,
        CommentState.WITHDRAWN,
        *_DECISIONS,
    },
    CommentState.PENDING: {CommentState.WITHDRAWN, *_DECISIONS},
    CommentState.PUBLIC: {
        CommentState.PENDING,
        CommentState.REJECTED,
        CommentState.SPAM,
        CommentState.REMOVED,
        CommentState.WITHDRAWN,
    },
    CommentState.REJECTED: {CommentState.PENDING, CommentState.WITHDRAWN, *_DECISIONS}
    - {CommentState.REJECTED},
    CommentState.SPAM: {CommentState.PENDING, CommentState.WITHDRAWN, *_DECISIONS}
    - {CommentState.SPAM},
    CommentState.REMOVED: {CommentState.PENDING, CommentState.WITHDRAWN, *_DECISIONS},
    CommentState.WITHDRAWN: set(),
}
