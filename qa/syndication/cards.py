"""A picture for each answer, shown where the answer is shared: its title, who answers, the site."""

from functools import cache, partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image, ImageDraw, ImageFont

from qa.models import QAPage
from site_core.foundation.headers import kept_publicly
from site_core.foundation.models import SiteSettings

from .finding import answer_at

CARD_SIZE = (1200, 630)  # pixels, as networks show pictures (ogp.me names no size)
DESIGN = "1"  # counted up when the drawing changes, so that nobody is shown an older card
KEPT = 24 * 60 * 60  # seconds

_FONT = Path(__file__).parent / "fonts" / "NotoSerif-Bold.ttf"
_NO_CHARACTER = "\U0010ffff"
_MARGIN = 90
_TITLE_BOX = (CARD_SIZE[0] - 2 * _MARGIN, 320)
_TITLE_SIZES = range(82, 38, -4)
_LINE = 1.22  # of the size of the letters
# The light colours of the site.
_BRAND, _WORDS, _SOFT, _ACCENT = "#0b5d66", "#fffdf9", "#cfe3e1", "#e2725b"
_COLOURS = 48  # that a flat drawing with smooth edges needs


def card_address(answer: QAPage, page_address: str, settings: SiteSettings) -> str:
    """Return the absolute address of the card, which changes with what is drawn on it."""
    return f"{page_address}card.png?v={_version(*_words(answer, settings))}"


@require_safe
@partial(kept_publicly, can_be_purged=False)
def card(request: HttpRequest, section: str, answer_slug: str) -> HttpResponse:
    """Send the card of a published answer as a PNG, drawn when it is first asked for."""
    words = _words(answer_at(request, section, answer_slug), SiteSettings.for_request(request))
    key = f"card.{_version(*words)}"
    drawn = caches["default"].get(key)
    if drawn is None:
        drawn = draw_card(*words)
        caches["default"].set(key, drawn, KEPT)
    return HttpResponse(drawn, content_type="image/png")


def draw_card(title: str, expert: str, site: str) -> bytes:
    """Return a PNG with as much of the words as fits.

    What the font cannot write is left out; the name of the site then takes the place of the title.
    """
    picture = Image.new("RGB", CARD_SIZE, _BRAND)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 18, CARD_SIZE[1]), fill=_ACCENT)
    size, lines = fit(title if can_write(title) else site)
    for number, line in enumerate(lines):
        draw.text((_MARGIN, 80 + number * size * _LINE), line, fill=_WORDS, font=_font(size))
    if can_write(expert):
        draw.text((_MARGIN, 430), _cut(expert, 36, _TITLE_BOX[0]), fill=_SOFT, font=_font(36))
    picture.paste(_mark(), (_MARGIN, 516))
    if can_write(site):
        text = _cut(site, 34, _TITLE_BOX[0] - 90)
        draw.text((_MARGIN + 86, 522), text, fill=_WORDS, font=_font(34))
    out = BytesIO()
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def can_write(text: str) -> bool:
    """Return whether the font has a sign for every character of *text*."""
    return all(map(_has, set(text)))


def fit(title: str) -> tuple[int, list[str]]:
    """Return the largest size in pixels at which *title* fits its box, and its lines."""
    width, height = _TITLE_BOX
    for size in _TITLE_SIZES:
        lines = _wrap(title, size, width)
        most = int(height // (size * _LINE))
        if len(lines) <= most and all(_font(size).getlength(line) <= width for line in lines):
            break
    if len(lines) > most:
        lines[most - 1 :] = [f"{lines[most - 1]}…"]
    return size, [_cut(line, size, width) for line in lines]


def _words(answer: QAPage, settings: SiteSettings) -> tuple[str, str, str]:
    by = _("Answered by %(name)s") % {"name": answer.expert.title} if answer.expert else ""
    return " ".join(answer.title.split()), by, settings.site_name


def _version(*words: str) -> str:
    return sha256("\n".join([DESIGN, *words]).encode("utf-8", "replace")).hexdigest()[:12]


def _wrap(text: str, size: int, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and _font(size).getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _cut(text: str, size: int, width: int) -> str:
    """Return *text*, or its beginning with an ellipsis where it is too wide."""
    kept = text
    while _font(size).getlength(kept) > width:
        kept = kept.rstrip("…")[:-1].rstrip() + "…"
    return kept


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size)


@cache
def _unknown() -> bytes:
    return bytes(_font(40).getmask(_NO_CHARACTER))


def _has(character: str) -> bool:
    return character == " " or bytes(_font(40).getmask(character)) != _unknown()


@cache
def _mark() -> Image.Image:
    """Return the two speech bubbles of the site's mark; drawn larger, so that edges are smooth."""
    unit = 8
    large = Image.new("RGB", (32 * unit, 32 * unit), _BRAND)
    draw = ImageDraw.Draw(large)

    def bubble(box: tuple, tail: list[tuple], fill: str) -> None:
        draw.rounded_rectangle([side * unit for side in box], 5 * unit, fill=fill)
        draw.polygon([(x * unit, y * unit) for x, y in tail], fill=fill)

    bubble((1, 2, 25, 19), [(5, 18), (5, 23.4), (11, 18)], _WORDS)
    bubble((10, 9, 33, 27), [(17, 24), (28, 32), (29, 24)], _BRAND)  # a gap around the answer
    bubble((12, 11, 31, 25), [(20, 24.5), (28, 30.2), (28, 24)], _ACCENT)
    return large.resize((64, 64), Image.Resampling.LANCZOS)
