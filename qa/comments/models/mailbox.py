"""What is remembered of mailboxes that comments were to be confirmed from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mailbox(models.Model):
    """A mailbox that was asked to confirm comments, perhaps by a stranger; see ``mailboxes.py``.

    ``key`` is a keyed hash of the address and belongs to no other table's. The row is deleted a few
    days after the last mail.
    """

    key = models.CharField(max_length=64, unique=True)
    # The mails of the last days: each a list of the time (ISO 8601, UTC) and the comment's id.
    asked = models.JSONField(default=list)
    changed_at = models.DateTimeField(db_index=True)
    # Its owner wants to be asked nothing before.
    quiet_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return f"Mailbox {self.pk}"
