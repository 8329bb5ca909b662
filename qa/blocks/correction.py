"""What was wrong in an answer and has been put right."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .text import PARAGRAPH_FEATURES


class CorrectionBlock(blocks.StructBlock):
    date = blocks.DateBlock(label=_("Date"), default=timezone.localdate)
    text = blocks.RichTextBlock(
        features=PARAGRAPH_FEATURES,
        label=_("What was wrong"),
        help_text=_("What the answer said before, and what is right."),
    )

    class Meta:
        icon = "edit"
        label = _("Correction")
