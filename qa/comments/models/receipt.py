"""What only the author and the moderators of a comment know about it."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class ConsentStatement(models.Model):
    """A version of the words readers agree to when they post; never changed, only followed."""

    text = models.TextField(_("text"))
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("consent statement")
        verbose_name_plural = _("consent statements")

    def __str__(self) -> str:
        return f"{self.pk}: {self.text[:50]}"


class Receipt(models.Model):
    """Goes with every comment posted by a reader without an account.

    Thread pages never read it. The address itself is the comment's ``user_email``; the keys here
    are keyed hashes of it, of the sender's network and of the text, for finding what belongs
    together.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.CASCADE, primary_key=True, related_name="receipt"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # One sheet of the form gives one comment, however often the button is pressed.
    form_id = models.UUIDField(null=True, blank=True, editable=False)
    address_key = models.CharField(max_length=64, blank=True)
    network_key = models.CharField(max_length=64, blank=True)
    text_key = models.CharField(max_length=64, db_index=True)
    posted_at = models.DateTimeField()  # as on the comment, for the indexes
    consent = models.ForeignKey(ConsentStatement, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(_("address confirmed at"), null=True, blank=True)
    wants_mail = models.BooleanField(_("wants mail about this comment"), default=True)
    # What the antispam rules found: a list of objects with rule, verdict and reason.
    findings = models.JSONField(_("findings"), default=list, blank=True)

    # Whether it was found by a link that only the owner of the address can have.
    is_held_by_owner = False

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [
            models.Index(fields=["address_key", "posted_at"], name="receipt_address"),
            models.Index(fields=["network_key", "posted_at"], name="receipt_network"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["form_id", "text_key"], name="receipt_once_a_form"),
        ]

    def __str__(self) -> str:
        return f"Receipt of comment {self.comment_id}"


class Edit(models.Model):
    """A text that the author of a comment or a moderator replaced, kept for moderators a while."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="edits")
    text = models.TextField(_("earlier text"))
    replaced_at = models.DateTimeField(_("replaced at"), auto_now_add=True)
    by_moderator = models.BooleanField(_("by a moderator"), default=False)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")

    def __str__(self) -> str:
        return f"Comment {self.comment_id} until {self.replaced_at}"
