"""The answer in a few lines."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class KeyPointsBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        required=False,
        max_length=80,
        default=_("Key points"),
        label=_("Title"),
    )
    points = blocks.ListBlock(
        blocks.CharBlock(max_length=300, label=_("Point")),
        min_num=1,
        label=_("Points"),
    )

    class Meta:
        icon = "tasks"
        label = _("Key points")
        description = _("Three to five sentences that hold the whole answer")
        template = "blocks/key_points.html"
