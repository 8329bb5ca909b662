"""Who wants to hear of new comments."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Following(models.Model):
    """An address that follows one conversation, or with ``root`` null a whole discussion.

    Mails go out while it is confirmed and not stopped.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    root = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="followings"
    )
    email = models.EmailField(_("address"))
    address_key = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    # The comments that were posted with the wish to follow; confirming one confirms the wish.
    asked_with = models.ManyToManyField(Comment, related_name="+")
    # Comments published up to this moment have been told,
    told_until = models.DateTimeField()
    # but for these, which could not be read just then.
    missed = models.ManyToManyField(Comment, related_name="+")
    # When the next mail leaves; null while none waits.
    due_at = models.DateTimeField(null=True, blank=True)
    # When the last one was handed over.
    last_mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints = [
            models.UniqueConstraint(
                fields=["address_key", "root"],
                condition=Q(root__isnull=False),
                name="following_conversation_once",
            ),
            models.UniqueConstraint(
                fields=["address_key", "page"],
                condition=Q(root__isnull=True),
                name="following_page_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Follower {self.pk} of page {self.page_id}"
