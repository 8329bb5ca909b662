"""A box that stands out: a note, a caution or an emergency."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .text import PROSE_FEATURES


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        choices=[
            ("note", _("Note: good to know")),
            ("caution", _("Caution: something could go wrong")),
            ("emergency", _("Emergency: get help now")),
        ],
        default="note",
        label=_("Kind"),
    )
    title = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Title"),
        help_text=_("Left empty, the kind is named instead."),
    )
    text = blocks.RichTextBlock(features=PROSE_FEATURES, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Callout")
        description = _("A box that stands out: note, caution or emergency")
        template = "blocks/callout.html"
