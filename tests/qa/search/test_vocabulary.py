import pytest
from wagtail.models import Page

from qa.search.models import Word
from qa.search.vocabulary import corrected, rarer
from tests.factories import QAPageFactory, home_page

pytestmark = pytest.mark.django_db


def publish(**fields):
    """Publish an answer as editors do."""
    page = QAPageFactory(**fields)
    page.save_revision().publish()
    return page


def stand_on(pages, *words: str) -> None:
    for word in words:
        Word.objects.create(text=word).pages.set(pages)


def has(text: str) -> bool:
    return Word.objects.filter(text=text, pages__isnull=False).exists()


def test_words_are_taken_up_when_a_page_is_published_and_dropped_when_it_is_not() -> None:
    page = publish(title="Neuropathy")
    assert has("neuropathy")
    page.unpublish()
    assert not has("neuropathy")


def test_words_that_an_edit_took_away_are_dropped() -> None:
    page = publish(title="Neuropathy")
    page.title = "Numb feet"
    page.save_revision().publish()
    assert has("feet")
    assert not has("neuropathy")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nuropathy", ["neuropathy"]),
        ("neuropaty", ["neuropathy"]),
        ("fysiotherapy", ["physiotherapy"]),
        ("paralized", ["paralysed"]),
        ("stemcells", ["stem", "cells"]),
        ("neuropathy", ["neuropathy"]),
        ("again", ["again"]),
        ("ms", ["ms"]),
        ("xylophone", ["xylophone"]),
    ],
)
def test_a_misspelt_word_becomes_the_published_one_that_is_meant(typed, meant) -> None:
    stand_on([home_page()], *"neuropathy physiotherapy paralysed stem cells gain".split())
    assert corrected([typed]) == meant


def test_of_two_words_as_close_the_commoner_is_meant() -> None:
    stand_on([home_page()], "strobe")
    stand_on(Page.objects.all(), "stroke")
    assert corrected(["stroxe"]) == ["stroke"]


def test_a_word_that_no_published_page_has_any_more_is_not_meant() -> None:
    stand_on([], "neuropathy")
    assert corrected(["nuropathy"]) == ["nuropathy"]


def test_words_that_nearly_every_page_has_are_left_out_where_there_are_rarer_ones() -> None:
    stand_on(Page.objects.all(), "cells")
    stand_on([home_page()], "glaucoma")
    assert rarer(["cells", "glaucoma"]) == ["glaucoma"]
    assert rarer(["cells"]) == ["cells"]
