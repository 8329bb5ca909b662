from itertools import combinations

import pytest
from django.conf import settings
from django.utils.translation import override

from qa.antispam.riddles import KINDS, new_riddle


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_every_kind_has_words_enough(kind) -> None:
    assert len(set(str(kind.words).split())) >= 8


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_no_word_is_of_two_kinds_in_any_language(language: str) -> None:
    with override(language):
        words = [set(str(kind.words).split()) for kind in KINDS]
    assert all(len(each) >= 8 for each in words)
    assert len(words) >= 8
    assert not any(one & other for one, other in combinations(words, 2))


def test_a_riddle_offers_its_answer_once_among_others() -> None:
    question, answer = new_riddle()
    offered = question.rstrip("?").split(": ")[1].split(", ")
    assert len(set(offered)) == 3
    assert offered.count(answer) == 1


def test_riddles_differ() -> None:
    assert len({new_riddle() for _time in range(20)}) > 10
