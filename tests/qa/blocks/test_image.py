import pytest
from bs4 import BeautifulSoup
from wagtail.blocks import StructBlockValidationError

from qa.blocks import CreditedImageBlock
from tests.factories import ImageFactory


def render(**value) -> BeautifulSoup:
    block = CreditedImageBlock()
    return BeautifulSoup(block.render(block.to_python(value)), "html.parser")


@pytest.fixture
def picture(db) -> BeautifulSoup:
    """The block of a drawing, with all that can be said about it."""
    return render(
        image=ImageFactory().pk, alt_text="A <nerve>", caption="After the cut", credit="J. Doe"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["alt_text", "credit"])
def test_alternative_text_and_credit_are_required(field: str) -> None:
    block = CreditedImageBlock()
    value = {"image": ImageFactory().pk, "alt_text": "A nerve", "credit": "J. Doe", field: " "}
    with pytest.raises(StructBlockValidationError) as refusal:
        block.clean(block.to_python(value))
    assert list(refusal.value.block_errors) == [field]


@pytest.mark.django_db
def test_a_picture_without_caption_is_accepted() -> None:
    block = CreditedImageBlock()
    value = {"image": ImageFactory().pk, "alt_text": "A nerve", "credit": "J. Doe"}
    assert not block.clean(block.to_python(value))["caption"]


def test_the_alternative_text_is_that_of_the_block(picture: BeautifulSoup) -> None:
    assert picture.figure.picture.img["alt"] == "A <nerve>"


def test_webp_is_offered_before_jpeg(picture: BeautifulSoup) -> None:
    assert picture.select_one("picture > source")["type"] == "image/webp"
    assert picture.img["src"].endswith(".jpg")


def test_the_picture_keeps_its_place_while_it_loads(picture: BeautifulSoup) -> None:
    assert picture.img["width"].isdigit()
    assert picture.img["height"].isdigit()
    assert picture.img["loading"] == "lazy"


def test_caption_and_credit_stand_below_the_picture(picture: BeautifulSoup) -> None:
    assert " ".join(picture.figcaption.text.split()) == "After the cut Picture: J. Doe"


@pytest.mark.django_db
def test_a_block_without_picture_shows_nothing() -> None:
    assert not render(image=None, alt_text="A nerve", credit="J. Doe").find(True)


@pytest.mark.django_db
def test_a_picture_that_was_deleted_shows_nothing() -> None:
    assert not render(image=4711, alt_text="A nerve", credit="J. Doe").find(True)
