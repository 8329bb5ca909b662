import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import VideoBlock
from qa.blocks.video import player_of
from tests.factories import ImageFactory

VIDEO = "https://www.youtube.com/watch?v=abc-EFG_123"
YOUTUBE = ("YouTube", "https://www.youtube-nocookie.com/embed/abc-EFG_123?autoplay=1")
VIMEO = ("Vimeo", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1")


def render(**value) -> BeautifulSoup:
    block = VideoBlock()
    value = {"url": VIDEO, "title": "How a nerve heals", **value}
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


@pytest.mark.parametrize(
    "url",
    [
        VIDEO,
        "https://youtube.com/watch?list=PL0123456789&v=abc-EFG_123&t=30s",
        "https://m.youtube.com/watch?v=abc-EFG_123",
        "https://youtu.be/abc-EFG_123?si=shared",
        "https://www.youtube.com/embed/abc-EFG_123",
        "https://www.youtube-nocookie.com/embed/abc-EFG_123",
        "https://www.youtube.com/shorts/abc-EFG_123",
    ],
)
def test_a_video_on_youtube_is_played_without_cookies(url: str) -> None:
    assert player_of(url) == YOUTUBE


@pytest.mark.parametrize(
    "url",
    [
        "https://vimeo.com/123456789",
        "https://www.vimeo.com/123456789/",
        "https://vimeo.com/channels/staffpicks/123456789",
        "https://player.vimeo.com/video/123456789",
    ],
)
def test_a_video_on_vimeo_is_played_without_tracking(url: str) -> None:
    assert player_of(url) == VIMEO


def test_an_unlisted_video_on_vimeo_keeps_the_code_that_opens_it() -> None:
    assert player_of("https://vimeo.com/123456789/0a1b2c3d4e") == (
        "Vimeo",
        f"{VIMEO[1]}&h=0a1b2c3d4e",
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://youtube.com.evil.example/watch?v=abc-EFG_123",
        "https://notyoutube.com/watch?v=abc-EFG_123",
        "https://evil.example/youtube.com/watch?v=abc-EFG_123",
        "https://www.youtube.com@evil.example/watch?v=abc-EFG_123",
        "https://youtu.be.evil.example/abc-EFG_123",
        "https://vimeo.com.evil.example/123456789",
        "https://evil.example/?u=https://vimeo.com/123456789",
    ],
)
def test_a_host_that_only_looks_like_the_service_is_refused(url: str) -> None:
    assert player_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert('https://youtu.be/abc-EFG_123')",
        "javascript://youtube.com/%0aalert(1)//?v=abc-EFG_123",
        "data://vimeo.com/123456789",
    ],
)
def test_an_address_that_runs_something_is_refused(url: str) -> None:
    assert player_of(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://www.youtube.com/",
        "https://www.youtube.com/playlist?list=PL0123456789",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=abc-EFG_123%22onload=x",
        "https://www.youtube.com/user/elevenchars",
        "https://vimeo.com/staffpicks",
        "https://vimeo.com/groups/12345",
    ],
)
def test_a_page_that_is_not_one_video_is_refused(url: str) -> None:
    assert player_of(url) is None


def test_an_address_that_cannot_be_read_is_refused() -> None:
    assert player_of("https://[youtube.com/watch?v=abc-EFG_123") is None


@pytest.mark.parametrize(
    "url", ["https://video.example/abc", "javascript://youtube.com/%0aalert(1)//?v=abc-EFG_123"]
)
def test_an_editor_is_told_about_an_address_that_cannot_be_played(url: str) -> None:
    block = VideoBlock()
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python({"url": url, "title": "A talk"}))
    assert list(refusal.value.block_errors) == ["url"]


@pytest.mark.django_db
def test_nothing_of_another_site_is_loaded_before_a_click() -> None:
    soup = render(poster=ImageFactory().pk)
    assert not soup.select("iframe, script, link, object, embed, video, [srcset], [data]")
    assert [tag["src"].startswith("/media/") for tag in soup.select("[src]")] == [True]


def test_without_a_poster_nothing_at_all_is_loaded() -> None:
    assert not render().select("iframe, [src]")


def test_without_the_script_a_link_leads_to_the_page_of_the_video() -> None:
    link = render().select_one("video-embed > a")
    assert link["href"] == VIDEO
    assert "How a nerve heals" in link.text


def test_the_script_finds_the_player_and_its_title() -> None:
    embed = render().select_one("video-embed")
    assert (embed["data-player"], embed["data-title"]) == (YOUTUBE[1], "How a nerve heals")


def test_the_reader_is_told_who_will_be_contacted() -> None:
    assert "contacts YouTube" in render().figcaption.text


def test_the_transcript_can_be_unfolded() -> None:
    soup = render(transcript="<p>A nerve grows a millimetre a day.</p>")
    assert "millimetre" in soup.details.text


def test_a_video_whose_address_is_missing_shows_nothing() -> None:
    assert not render(url="").find(True)


def test_a_stored_address_that_is_no_longer_known_shows_nothing() -> None:
    assert not render(url="https://video.example/abc").find(True)
