"""A message from a reader to an expert, kept until it is sent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """What a reader wrote to an expert.

    Once the mail has gone out, nothing is left of it but when it came and from which network, which
    the limits count for a day.

    :ivar form_id: of the sheet it was written on, so that sending it twice sends one mail
    """

    expert = models.ForeignKey(
        "qa_experts.ExpertPage", on_delete=models.CASCADE, related_name="messages"
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    text = models.TextField(_("message"), blank=True)
    form_id = models.UUIDField(null=True, unique=True)
    network_key = models.CharField(max_length=64, blank=True)
    address_key = models.CharField(max_length=64, blank=True)
    written_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message to an expert")
        verbose_name_plural = _("messages to experts")
        indexes = [
            models.Index(fields=["network_key", "written_at"], name="message_network"),
            models.Index(fields=["address_key", "written_at"], name="message_address"),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"
