"""The picture of an answer, for where it is shared."""

from io import BytesIO
from unittest.mock import patch

import pytest
from PIL import Image

from qa.syndication import cards
from tests.factories import QAPageFactory

LONG = "What happens in the years after a transplant of stem cells for multiple sclerosis? " * 4


def ink(drawn: bytes, box: tuple[int, int, int, int]) -> int:
    """Return how many colours there are in a part of the card."""
    picture = Image.open(BytesIO(drawn)).convert("RGB").crop(box)
    return len(picture.getcolors(100_000))


@pytest.mark.django_db
def test_a_card_is_a_small_picture_of_the_usual_size(client) -> None:
    response = client.get(f"{QAPageFactory().url}card.png")
    assert response["Content-Type"] == "image/png"
    assert Image.open(BytesIO(response.content)).size == (1200, 630)
    assert len(response.content) < 60_000


@pytest.mark.django_db
def test_a_card_is_drawn_once(client) -> None:
    address = f"{QAPageFactory().url}card.png"
    with patch.object(cards, "draw_card", wraps=cards.draw_card) as draw:
        first, again = client.get(address), client.get(address)
    assert again.content == first.content
    assert draw.call_count == 1


@pytest.mark.django_db
def test_a_new_title_is_drawn_anew(client) -> None:
    page = QAPageFactory()
    before = client.get(f"{page.url}card.png").content
    page.title = "Something else"
    page.save()
    assert client.get(f"{page.url}card.png").content != before


@pytest.mark.parametrize("title", ["Why?", LONG, "Nervenregenerationsforschungsinstitut" * 3, ""])
def test_a_title_fits_its_box(title: str) -> None:
    size, lines = cards.fit(title)
    width, height = cards._TITLE_BOX
    assert len(lines) * size * cards._LINE <= height
    assert all(cards._font(size).getlength(line) <= width for line in lines)


def test_a_short_title_is_larger_than_a_long_one_and_whole() -> None:
    assert cards.fit("Why is it so?")[1] == ["Why is it so?"]
    assert cards.fit("Why?")[0] > cards.fit(LONG)[0]
    assert cards.fit(LONG)[1][-1].endswith("…")


@pytest.mark.parametrize("name", ["José Őrsi", "Ελένη", "Мария", "Đặng"])
def test_names_of_most_of_europe_and_of_vietnam_can_be_written(name: str) -> None:
    assert cards.can_write(name)


def test_what_the_font_cannot_write_is_left_out_and_the_site_named_instead() -> None:
    assert not cards.can_write("日本")
    drawn = cards.draw_card("日本", "日本", "Ask Our Experts")
    assert ink(drawn, (90, 80, 1110, 400)) > 1
    assert ink(drawn, (90, 425, 1110, 490)) == 1
