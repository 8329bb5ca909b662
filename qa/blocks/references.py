"""The evidence an answer rests on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

OLDEST_YEAR = 1500


def _not_in_the_future(year: int) -> None:
    """Allow next year too: journals date their issues ahead."""
    MaxValueValidator(timezone.localdate().year + 1)(year)


class ReferenceBlock(blocks.StructBlock):
    author = blocks.CharBlock(
        required=False, max_length=250, label=_("Author"), help_text=_("As the source names them.")
    )
    title = blocks.CharBlock(max_length=300, label=_("Title"))
    publisher = blocks.CharBlock(required=False, max_length=200, label=_("Journal or publisher"))
    year = blocks.IntegerBlock(
        required=False,
        label=_("Year"),
        validators=[MinValueValidator(OLDEST_YEAR), _not_in_the_future],
    )
    link = blocks.URLBlock(required=False, label=_("Link"))
    accessed = blocks.DateBlock(
        required=False, label=_("Accessed"), help_text=_("When you last saw it at the link.")
    )

    class Meta:
        icon = "doc-full"
        label = _("Reference")


class ReferencesBlock(blocks.ListBlock):
    def __init__(self, child_block=None, **kwargs) -> None:
        super().__init__(child_block or ReferenceBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("References")
        description = _("The studies, guidelines and books the answer rests on")
        template = "blocks/references.html"
