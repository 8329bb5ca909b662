"""Videos of other sites: nothing is loaded from there before the reader asks for it."""

import re
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from .text import PROSE_FEATURES

YOUTUBE_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
VIMEO_HOSTS = {"vimeo.com", "www.vimeo.com", "player.vimeo.com"}
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live)/([\w-]{11})/?", re.ASCII)
VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/)?(\d{5,12})(?:/([0-9a-f]{6,20}))?/?", re.ASCII
)


def player_of(url: str) -> tuple[str, str] | None:
    """Return (name of the service, address of its player) for a video's address.

    None for an address that is not a video of a service we know. The players are those that set
    no cookies.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unfinished [IPv6] host
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    if parts.hostname == "youtu.be" or parts.hostname in YOUTUBE_HOSTS:
        path = parts.path
        if path == "/watch":
            path = "/embed/" + parse_qs(parts.query).get("v", [""])[0]
        elif parts.hostname == "youtu.be":
            path = f"/embed{path}"
        if found := YOUTUBE_PATH.fullmatch(path):
            return "YouTube", f"https://www.youtube-nocookie.com/embed/{found[1]}?autoplay=1"
    if parts.hostname in VIMEO_HOSTS and (found := VIMEO_PATH.fullmatch(parts.path)):
        unlisted = f"&h={found[2]}" if found[2] else ""
        return "Vimeo", f"https://player.vimeo.com/video/{found[1]}?dnt=1&autoplay=1{unlisted}"
    return None


class VideoURLBlock(blocks.URLBlock):
    def clean(self, value: str) -> str:
        value = super().clean(value)
        if value and player_of(value) is None:
            raise ValidationError(
                _("Give the address of one video on YouTube or Vimeo, as its own page shows it.")
            )
        return value


class VideoValue(blocks.StructValue):
    @property
    def service(self) -> str:
        """Name of the service that holds the video, "" while the address is not filled in."""
        return self._player[0]

    @property
    def player_url(self) -> str:
        """Address of the player, "" while the video's address is not filled in."""
        return self._player[1]

    @property
    def _player(self) -> tuple[str, str]:
        return player_of(self.get("url") or "") or ("", "")


class VideoBlock(blocks.StructBlock):
    url = VideoURLBlock(
        label=_("Address of the video"), help_text=_("The page of one video on YouTube or Vimeo.")
    )
    title = blocks.CharBlock(max_length=160, label=_("What the video shows"))
    poster = ImageChooserBlock(
        required=False,
        label=_("Picture"),
        help_text=_("Shown until the reader plays the video. It is never fetched from elsewhere."),
    )
    transcript = blocks.RichTextBlock(
        required=False,
        features=PROSE_FEATURES,
        label=_("Transcript"),
        help_text=_("What is said, for those who cannot hear or play it."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video that contacts its service only when the reader plays it")
        template = "blocks/video.html"
        value_class = VideoValue
