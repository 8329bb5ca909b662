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


def player_of(url: str) -> tuple[str, str] | None:
    """Return (name of the service, address of its player) for a video's address.

    None for an address that is not a video of a service we know. The players are those that set
    no cookies.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    if parts.hostname == "youtu.be" or parts.hostname in YOUTUBE_HOSTS:
        video = parse_qs(parts.query).get("v", [last])[0]
        if re.fullmatch(r"[\w-]{11}", video, re.ASCII):
            return "YouTube", f"https://www.youtube-nocookie.com/embed/{video}?autoplay=1"
    if parts.hostname in VIMEO_HOSTS and re.fullmatch(r"\d{5,12}", last, re.ASCII):
        return "Vimeo", f"https://player.vimeo.com/video/{last}?dnt=1&autoplay=1"
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
