"""The pictures in the blocks of pages, in the sizes that pages show: found for many at once."""

from collections.abc import Iterable, Iterator

from wagtail.images import get_image_model
from wagtail.images.models import AbstractRendition

# The sizes that templates make and every program reads, the best first. Originals may be huge.
SHOWN_SIZES = (
    "format-jpeg|width-1440",
    "format-jpeg|width-960",
    "format-jpeg|width-480",
    "fill-1200x630|format-jpeg",
    "fill-960x540|format-webp",
    "fill-160x160|format-webp",  # of a portrait
)
_CHOOSERS = frozenset({"image", "poster"})  # blocks that hold the number of a picture


def picture_ids(stored: object) -> Iterator[int]:
    """Yield the numbers of the pictures in blocks, in the form in which they are stored."""
    if isinstance(stored, dict):
        for name, value in stored.items():
            if name in _CHOOSERS and isinstance(value, int):
                yield value
            else:
                yield from picture_ids(value)
    elif isinstance(stored, list):
        for value in stored:
            yield from picture_ids(value)


def shown_pictures(ids: Iterable[int]) -> dict[int, AbstractRendition]:
    """Return the best size that pages have shown of each picture, by one query.

    None is made: looking at a list of addresses changes nothing.
    """
    made = get_image_model().get_rendition_model().objects
    found = made.filter(image_id__in=set(ids), filter_spec__in=SHOWN_SIZES)
    by_image: dict[int, AbstractRendition] = {}
    for rendition in sorted(found, key=lambda one: SHOWN_SIZES.index(one.filter_spec)):
        by_image.setdefault(rendition.image_id, rendition)
    return by_image


def with_pictures(blocks: object, pictures: dict[int, AbstractRendition]) -> object:
    """Return *blocks* with each number of a picture replaced by its address and size."""
    if isinstance(blocks, list):
        return [with_pictures(block, pictures) for block in blocks]
    if not isinstance(blocks, dict):
        return blocks
    return {
        name: as_told(pictures.get(value))
        if name in _CHOOSERS and isinstance(value, int)
        else with_pictures(value, pictures)
        for name, value in blocks.items()
    }


def as_told(rendition: AbstractRendition | None) -> dict | None:
    """Return the address of a picture and its size in pixels, None for none."""
    if rendition is None:
        return None
    return {"url": rendition.full_url, "width": rendition.width, "height": rendition.height}
