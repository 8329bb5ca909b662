"""Beginnings of replies that experts choose from, with places for what differs each time."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PLACES = ("name", "title", "expert")
_PLACE = re.compile(r"\{([^{}]*)\}")


class CannedReplyBlock(blocks.StructBlock):
    """One canned reply."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(
        label=_("Text"),
        help_text=_(
            "{name} becomes the name of the reader, {title} the title of the page, {expert} the "
            "name of the expert."
        ),
    )

    class Meta:
        icon = "comment"
        label = _("Reply")

    def clean(self, value):
        """Refuse a place in braces that nothing is known for."""
        cleaned = super().clean(value)
        unknown = [place for place in _PLACE.findall(cleaned["text"]) if place not in PLACES]
        if unknown:
            error = ValidationError(
                _("There is nothing to put in place of {%(place)s}."), params={"place": unknown[0]}
            )
            raise blocks.StructBlockValidationError(block_errors={"text": error})
        return cleaned


def filled_in(text: str, *, name: str, title: str, expert: str) -> str:
    """Return the text of a canned reply with its places filled in."""
    known = {"name": name, "title": title, "expert": expert}
    return _PLACE.sub(lambda match: known.get(match[1], match[0]), text)
