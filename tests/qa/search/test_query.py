import pytest

from qa.search.models import Synonyms
from qa.search.query import MOST_WORDINGS, wanted

pytestmark = pytest.mark.django_db


def test_a_query_without_words_wants_nothing() -> None:
    assert wanted("!?") is None


def test_a_synonym_is_one_more_way_to_put_the_query() -> None:
    Synonyms.objects.create(phrases="MS = multiple sclerosis")
    assert wanted("MS fatigue").wordings == [
        ["ms", "fatigue"],
        ["multiple", "sclerosis", "fatigue"],
    ]
    assert ["ms", "fatigue"] in wanted("multiple sclerosis and fatigue").wordings


def test_part_of_a_phrase_has_no_synonym() -> None:
    Synonyms.objects.create(phrases="MS = multiple sclerosis")
    assert wanted("multiple births").wordings == [["multiple", "births"]]


def test_many_synonyms_do_not_make_a_query_endless() -> None:
    for number in range(10):
        Synonyms.objects.create(phrases=f"word{number} = other{number} = third{number}")
    text = " ".join(f"word{number}" for number in range(10))
    assert len(wanted(text).wordings) == MOST_WORDINGS
