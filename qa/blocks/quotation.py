"""Someone else's words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(rows=3, label=_("Quoted words"))
    attribution = blocks.CharBlock(required=False, max_length=160, label=_("Who said it"))
    source_url = blocks.URLBlock(required=False, label=_("Where it stands"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        description = _("Someone else's words, with who said them")
        template = "blocks/quotation.html"
