"""Canned replies: texts with places for names, which editors write and experts begin with."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.blocks import CharBlock, StructBlock, TextBlock

PLACEHOLDERS = ("name", "title", "expert")
_PLACE = re.compile(r"\{([^{}\n]*)\}")


def validate_placeholders(text: str) -> None:
    """Raise ValidationError naming line and character of the first unknown placeholder."""
    for number, line in enumerate(text.splitlines(), start=1):
        for found in _PLACE.finditer(line):
            if found[1] not in PLACEHOLDERS:
                raise ValidationError(
                    _("Line %(number)d, character %(place)d: there is no {%(found)s}. Use %(all)s.")
                    % {
                        "number": number,
                        "place": found.start() + 1,
                        "found": found[1],
                        "all": ", ".join(f"{{{one}}}" for one in PLACEHOLDERS),
                    }
                )


def filled(text: str, **values: str) -> str:
    """Return *text* with each placeholder replaced by its value, in one pass.

    What a reader chose as a name is never read as a placeholder.
    """
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


class CannedReplyBlock(StructBlock):
    """One reply to begin with."""

    title = CharBlock(label=gettext_lazy("Title"), max_length=60)
    text = TextBlock(
        label=gettext_lazy("Text"),
        validators=[validate_placeholders],
        help_text=gettext_lazy("{name}, {title} and {expert} are filled in."),
    )

    class Meta:
        icon = "comment"
        label = gettext_lazy("Canned reply")
