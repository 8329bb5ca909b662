"""How long an answer takes to read."""

from wagtail.blocks import StreamValue
from wagtail.rich_text import get_text_for_indexing

WORDS_A_MINUTE = 200  # slower than the 238 of Brysbaert (2019): readers are ill, or it is not easy


def reading_minutes(*texts: str, body: StreamValue) -> int:
    """Return how many minutes the HTML *texts* and the *body* take to read, at least one."""
    prose = [get_text_for_indexing(text) for text in texts]
    for child in body:
        if child.block_type != "references":
            prose += child.block.get_searchable_content(child.value)
    words = sum(len(str(part).split()) for part in prose)
    return max(1, round(words / WORDS_A_MINUTE))
