"""What moderators and experts note down beside the comments themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class HeldAuthor(models.Model):
    """An address whose comments always wait for a moderator, until somebody revokes it.

    Known by its keyed hash only, as on the receipts.
    """

    address_key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("held by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    held_at = models.DateTimeField(_("held since"), auto_now_add=True)

    class Meta:
        verbose_name = _("held author")
        verbose_name_plural = _("held authors")

    def __str__(self) -> str:
        return f"Held author {self.pk}"


class ReplyDraft(models.Model):
    """A reply that an expert has begun. Readers and other experts do not see it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    quoted_text = models.TextField(_("quoted text"), blank=True)
    text = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a reply")
        verbose_name_plural = _("drafts of replies")
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="one_draft_a_comment_and_user")
        ]

    def __str__(self) -> str:
        return f"Draft of a reply to comment {self.comment_id}"


class Decline(models.Model):
    """An expert's word that a comment gets no reply, and why; its author reads the reason."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="decline"
    )
    expert = models.ForeignKey(
        "qa_experts.ExpertPage", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)
    declined_at = models.DateTimeField(_("declined at"), auto_now_add=True)

    class Meta:
        verbose_name = _("declined question")
        verbose_name_plural = _("declined questions")

    def __str__(self) -> str:
        return f"Declined: comment {self.comment_id}"
