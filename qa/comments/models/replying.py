"""What experts do with comments besides the replies that readers see."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class ReplyDraft(models.Model):
    """A reply that somebody has begun at the experts' desk; nobody else sees it."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reply_drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("reply"), blank=True)
    quoted_text = models.TextField(_("quoted part"), blank=True)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)

    class Meta:
        verbose_name = _("draft of a reply")
        verbose_name_plural = _("drafts of replies")
        constraints = [
            models.UniqueConstraint(fields=["comment", "user"], name="reply_draft_once"),
        ]

    def __str__(self) -> str:
        return f"Draft of a reply to comment {self.comment_id}"


class DeclineReason(models.TextChoices):
    """Why a comment gets no reply; the labels are said to whoever asked."""

    SEE_DOCTOR = "see_doctor", _("Please see your own doctor about this")
    NOT_ANSWERABLE = "unanswerable", _("This is not a question we can answer")
    NO_QUESTION = "no_question", _("It needs no reply")


# Whoever tells a story need not hear that nobody answers it.
TOLD_REASONS = (DeclineReason.SEE_DOCTOR, DeclineReason.NOT_ANSWERABLE)


class Decline(models.Model):
    """An expert's word that a comment gets no reply; taking it back deletes the row."""

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="decline"
    )
    reason = models.CharField(_("reason"), max_length=12, choices=DeclineReason)
    detail = models.CharField(_("in your words"), max_length=300, blank=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    declined_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("declined comment")
        verbose_name_plural = _("declined comments")

    def __str__(self) -> str:
        return f"Comment {self.comment_id}: {self.get_reason_display()}"
