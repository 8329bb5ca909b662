import pytest

from qa.models import QAPage
from tests.factories import QAPageFactory
from tests.factories.pages import section

pytestmark = pytest.mark.django_db


def minutes_of(**fields) -> int:
    page = QAPage(question="", introduction="", title="T", **fields)
    page.clean()
    return page.reading_minutes


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (290, 1), (310, 2), (2000, 10)])
def test_two_hundred_words_take_a_minute(words: int, minutes: int) -> None:
    assert minutes_of(body=[section("", "word " * words)]) == minutes


def test_sources_are_not_read() -> None:
    references = {"type": "references", "value": [{"title": "word " * 60}] * 40}
    assert minutes_of(body=[references]) == 1


def test_a_saved_answer_knows_how_long_it_takes() -> None:
    page = QAPageFactory(body=[section("Long", "word " * 1000)])
    assert QAPage.objects.get(pk=page.pk).reading_minutes == 5
