"""Real questions, as readers type them: the right answer of the demo is among the first three.

The score is recorded. It may rise, never fall.
"""

from io import StringIO

from django.core.management import call_command
from django.db import connection
from django.test import TestCase

from qa.models import QAPage
from qa.search.asked import Asked, Kind
from qa.search.outcome import search
from qa.search.words import clean_query

from .searching import build_index

BELL = "bells-palsy-that-never-fully-recovered"
OPTIC = "can-damaged-optic-nerves-be-repaired"
FACE = "can-stem-cells-restore-a-paralysed-face"
PARKINSON = "cell-replacement-in-parkinsons-disease"
CORD = "cell-therapy-after-spinal-cord-injury"
GRAFT = "cross-face-nerve-graft-now-or-wait"
TRIAL = "how-to-join-a-clinical-trial"
CLINIC = "judging-a-stem-cell-clinic-abroad"
WASTING = "muscle-wasting-and-satellite-cells"
NEUROPATHY = "peripheral-neuropathy-what-can-regrow"
MS = "stem-cell-transplant-for-multiple-sclerosis"
STROKE = "stem-cells-for-an-arm-weakened-by-stroke"
WALKING = "walking-years-after-transverse-myelitis"

QUESTIONS = {
    # misspelt
    "bels palsy": BELL,
    "paralized face": FACE,
    "parkinsens desease new cells": PARKINSON,
    "multiple schlerosis": MS,
    "nuropathy in feet": NEUROPATHY,
    "transverse mylitis": WALKING,
    "stemcells after a stoke": STROKE,
    "satelite cells": WASTING,
    "optick nerve": OPTIC,
    "spinal chord injury": CORD,
    "clincal trail how to take part": TRIAL,
    "fysiotherapy for face": BELL,
    # lay words
    "crooked smile": FACE,
    "my face droops on one side": FACE,
    "can blind people see again with stem cells": OPTIC,
    "burning feet at night": NEUROPATHY,
    "thin legs after being in plaster": WASTING,
    "broken neck will I walk": CORD,
    "my hand does not open since my stroke": STROKE,
    "am I too late to improve": BELL,
    "guinea pig": TRIAL,
    "eye will not close": BELL,
    "shaking hands and stiff, is there a cure from cells": PARKINSON,
    "clinic wants a deposit": CLINIC,
    "foot catches when I walk": WALKING,
    # abbreviations
    "MS": MS,
    "HSCT": MS,
    "SCI cells": CORD,
    "PD": PARKINSON,
    "CVA arm": STROKE,
    "MS transplant risks": MS,
    # plurals and word forms
    "optic nerve": OPTIC,
    "facial paralyses": FACE,
    "joining trials": TRIAL,
    "nerve grafts": GRAFT,
    "clinics": CLINIC,
    "muscles wasted": WASTING,
    "neuropathies": NEUROPATHY,
    "strokes": STROKE,
    # accents and other signs
    "Bell’s pálsy": BELL,
    "MÜLTIPLE SCLEROSIS": MS,
    "Parkinson`s disease": PARKINSON,
    # several words, whole questions
    "how long does it take for a nerve to grow back": NEUROPATHY,
    "is it safe to go abroad for stem cell treatment": CLINIC,
    "should I have a cross-face nerve graft now": GRAFT,
    "can satellite cells rebuild muscle in old age": WASTING,
    "does my walking get better years after myelitis": WALKING,
    "nerve transfer surgery after acoustic neuroma": GRAFT,
    "Can glaucoma be cured?": OPTIC,
    "the tablets for my Parkinson's wear off": PARKINSON,
}


RECORDED = {"sqlite": 50, "postgresql": 49}  # of the questions


def first_three(question: str) -> list[str]:
    """Return the slugs of the answers that the search puts first."""
    keys = search(Asked(clean_query(question))).found.keys[Kind.ANSWERS][:3]
    return list(QAPage.objects.filter(pk__in=keys).values_list("slug", flat=True))


class RelevanceTests(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        call_command("load_demo", stdout=StringIO())
        build_index()

    def test_the_right_answer_is_among_the_first_three_as_often_as_ever(self) -> None:
        assert len(QUESTIONS) >= 40
        missed = [
            question
            for question, answer in QUESTIONS.items()
            if answer not in first_three(question)
        ]
        assert len(QUESTIONS) - len(missed) >= RECORDED[connection.vendor], missed
