"""Paragraphs and lists."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

# Inline marks only: headings come from sections and lists from their own block, so that levels
# and spacing are never the editor's worry.
PARAGRAPH_FEATURES = ["bold", "italic", "superscript", "subscript", "link", "document-link"]
# Short prose outside the body, which has no list block at hand.
PROSE_FEATURES = [*PARAGRAPH_FEATURES, "ol", "ul"]


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs) -> None:
        super().__init__(**{"features": PARAGRAPH_FEATURES, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        description = _("One or more paragraphs of text with links")
        template = "blocks/paragraph.html"


class ListBlock(blocks.StructBlock):
    style = blocks.ChoiceBlock(
        choices=[("bulleted", _("Bulleted")), ("numbered", _("Numbered: the order matters"))],
        default="bulleted",
        label=_("Style"),
    )
    items = blocks.ListBlock(
        blocks.RichTextBlock(features=PARAGRAPH_FEATURES, label=_("Item")),
        min_num=1,
        label=_("Items"),
    )

    class Meta:
        icon = "list-ul"
        label = _("List")
        description = _("Points or steps, one below the other")
        template = "blocks/list.html"
