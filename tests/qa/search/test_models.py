import pytest
from django.core.exceptions import ValidationError

from qa.search.models import Synonyms

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "phrases",
    ["MS", "MS =", "MS = ms", "= MS = multiple sclerosis", "MS, multiple sclerosis", "! = ?"],
)
def test_synonyms_need_two_different_phrases(phrases: str) -> None:
    with pytest.raises(ValidationError):
        Synonyms(phrases=phrases).full_clean()


def test_synonyms_are_two_or_more_phrases() -> None:
    Synonyms(phrases="MS = multiple sclerosis = disseminated sclerosis").full_clean()


def test_a_phrase_stands_in_one_entry_only() -> None:
    Synonyms.objects.create(phrases="MS = multiple sclerosis")
    with pytest.raises(ValidationError, match="already stands in “MS = multiple sclerosis”"):
        Synonyms(phrases="Múltiple sclerosis = the disease").full_clean()
