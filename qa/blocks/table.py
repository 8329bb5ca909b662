"""Tables with a caption and a heading for every column."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from .text import PARAGRAPH_FEATURES


class TableBlock(TypedTableBlock):
    text = blocks.CharBlock(required=False, label=_("Text"))
    rich_text = blocks.RichTextBlock(
        required=False, features=PARAGRAPH_FEATURES, label=_("Text with links")
    )
    number = blocks.FloatBlock(required=False, label=_("Number"))

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns to compare things; the first column names each row")
        template = "blocks/table.html"
