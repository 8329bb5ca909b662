"""Sections and their subsections: the editor writes headings, the levels follow."""

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from .callout import CalloutBlock
from .image import CreditedImageBlock
from .key_points import KeyPointsBlock
from .quotation import QuotationBlock
from .table import TableBlock
from .text import ListBlock, ParagraphBlock
from .video import VideoBlock

LONGEST_ANCHOR = 80  # characters


class SubsectionContentBlock(blocks.StreamBlock):
    paragraph = ParagraphBlock()
    list = ListBlock()
    image = CreditedImageBlock()
    quotation = QuotationBlock()
    callout = CalloutBlock()
    table = TableBlock()
    video = VideoBlock()

    class Meta:
        template = "blocks/stream.html"


class SubsectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    content = SubsectionContentBlock(label=_("Content"))

    class Meta:
        icon = "title"
        label = _("Subsection")
        description = _("A smaller heading within a section")
        template = "blocks/subsection.html"


class SectionContentBlock(SubsectionContentBlock):
    key_points = KeyPointsBlock()
    subsection = SubsectionBlock()

    class Meta:
        template = "blocks/stream.html"


class SectionValue(blocks.StructValue):
    @property
    def anchor_id(self) -> str:
        """The id that links to this section use; from the heading until one is saved."""
        from_heading = slugify((self.get("heading") or "").replace("_", "-"))
        return self.get("anchor") or from_heading or "section"


class SectionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    content = SectionContentBlock(label=_("Content"))
    anchor = blocks.RegexBlock(
        regex=r"^[a-z0-9]+(?:-[a-z0-9]+)*$",
        error_messages={"invalid": _("Use small letters, digits and single hyphens.")},
        required=False,
        max_length=LONGEST_ANCHOR,
        label=_("Anchor"),
        help_text=_(
            "The end of links to this section (#…). Filled in from the heading at the first save; "
            "it stays when the heading changes, so that links go on working."
        ),
    )

    class Meta:
        icon = "title"
        label = _("Section")
        description = _("A heading with everything that belongs under it")
        template = "blocks/section.html"
        value_class = SectionValue
        form_layout = BlockGroup(children=["heading", "content"], settings=["anchor"])
