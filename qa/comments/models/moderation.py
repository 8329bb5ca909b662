"""What moderators note down beside the comments themselves."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


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
