"""The body of an answer."""

import re

from wagtail import blocks
from wagtail.blocks import StreamValue

from site_core.foundation.names import first_free

from .callout import CalloutBlock
from .key_points import KeyPointsBlock
from .references import ReferencesBlock
from .section import LONGEST_ANCHOR, SectionBlock

# Ids the article page itself uses.
RESERVED_ANCHORS = frozenset(
    {
        "answer",
        "comments",
        "comments-heading",
        "contents",
        "corrections",
        "main",
        "question",
        "question-label",
        "references",
        "related",
        "related-heading",
        "site-search",
        "site-search-list",
    }
)


class BodyBlock(blocks.StreamBlock):
    key_points = KeyPointsBlock()
    section = SectionBlock()
    callout = CalloutBlock()
    references = ReferencesBlock()

    def clean(self, value: StreamValue) -> StreamValue:
        """Clean as any stream, and give new sections their anchors."""
        return give_anchors(super().clean(value))

    class Meta:
        block_counts = {"references": {"max_num": 1}}
        template = "blocks/stream.html"


def give_anchors(body: StreamValue) -> StreamValue:
    """Write an anchor into each section that has none yet; return *body*.

    Anchors once given stay whatever happens to the heading, since readers have linked to them;
    only a copied section's second use of one gives way.
    """
    taken = set(RESERVED_ANCHORS)
    new = []
    for section in [child.value for child in body if child.block_type == "section"]:
        given = section.get("anchor")
        if given and anchor_is_free(given, taken):
            taken.add(given)
        elif given or section.get("heading"):
            new.append(section)
    for section in new:
        section["anchor"] = first_free(
            section.anchor_id, lambda anchor: anchor_is_free(anchor, taken), LONGEST_ANCHOR
        )
        taken.add(section["anchor"])
    return body


def anchor_is_free(anchor: str, taken: set[str]) -> bool:
    """Whether no section, part of the page, reference or comment (``c1`` …) has this id."""
    numbered = r"c\d+(-name)?|reference-\d+|cited-\d+-\d+"
    return anchor not in taken and not re.fullmatch(numbered, anchor)
