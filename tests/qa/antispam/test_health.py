from dataclasses import replace

import pytest

from qa.antispam.defaults import DEFAULT_CRISIS_PHRASES
from qa.antispam.health import CRISIS
from qa.antispam.registry import judge
from qa.antispam.verdicts import Verdict
from tests.qa.antispam.samples import BOOK, sent


def found(text: str, **rules) -> list[tuple[str, Verdict]]:
    book = replace(BOOK, **rules)
    return [(one.rule, one.verdict) for one in judge(sent(text), book)]


@pytest.mark.parametrize("phrase", DEFAULT_CRISIS_PHRASES)
def test_every_default_sign_of_a_crisis_is_found(phrase) -> None:
    assert found(f"Sorry. {phrase.title()}, that's all.") == [(CRISIS, Verdict.HOLD)]


@pytest.mark.parametrize(
    "text",
    [
        "I don’t want to live anymore",
        "i dont WANT   to\nlive any more",
        "I do not wanna live",
        "im gonna kill myself",
        "I’m suicidal",
        "I cannot go on living like this",
        "Kíll mysèlf",
        "I have suicidal thoughts",
        "I want to take my life",
        "I think about suicide every day",
        "I am considering suicide",
        "I'd rather be dead",
        "I do not wish to live",
        "I am thinking of killing my self",
        "I self harm",
        "I self-harm when it gets too much",
        "I started cutting myself again",
        "I took 40 paracetamol an hour ago",
        "ive taken about thirty of my sleeping pills",
        "She swallowed 16 white tablets two days ago and told nobody",
    ],
)
def test_a_crisis_is_found_however_it_is_typed(text) -> None:
    assert found(text, hold_doses=False) == [(CRISIS, Verdict.HOLD)]


@pytest.mark.parametrize(
    "text",
    [
        "I don't want to die, I have too much to live for.",
        "He died in his sleep; she nearly died of the overdose the hospital gave her.",
        "The leaflet mentions suicidal thoughts as a side effect. How common are they?",
        "I hurt myself at work and cut my finger.",
        "I keep cutting myself because I can't feel my fingers",
        "I want to take my life back from this illness",
        "In the trial, 3% had suicidal thoughts. Do the young think about suicide more often?",
        "I thought I was dead on my feet; I never thought about it again.",
        "Cells end their life by programmed death. Does the drug kill cancer cells?",
    ],
)
def test_plain_medical_talk_is_no_crisis(text) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I took 40 mg tablets",
        "I took 2 paracetamol an hour ago",
        "I have taken 12 tablets of prednisolone a day",
        "I have taken 28 tablets over the last two weeks",
        "I took 20 steps before the pills",
        "It has taken 15 years and many tablets",
    ],
)
def test_what_is_taken_as_prescribed_is_no_crisis(text) -> None:
    assert found(text, hold_doses=False) == []


def test_a_sign_of_a_crisis_in_the_name_is_found() -> None:
    findings = judge(sent(name="I want to die"), BOOK)
    assert [(one.rule, one.verdict) for one in findings] == [(CRISIS, Verdict.HOLD)]


def test_the_reason_names_what_was_swallowed() -> None:
    assert "“took 40 paracetamol”" in judge(sent("I took 40 paracetamol."), BOOK)[0].reason


def test_a_named_clinic_waits() -> None:
    assert found("I went to the RIVERBEND clinic.") == [("clinic_names", Verdict.HOLD)]


def test_part_of_a_clinics_name_is_fine() -> None:
    assert found("I went to a clinic at the bend of the river.") == []


@pytest.mark.parametrize(
    "price",
    [
        "£50", "€ 3,200", "$1.50", "US$ 20", "50€", "300 euros", "5k dollars", "GBP 900",
        "20 USD", "₹5000", "Rs. 500", "about 30 quid", "it cost me 5000 pounds", "I paid 5k",
    ],
)  # fmt: skip
def test_a_price_waits(price) -> None:
    assert found(f"They asked for that: {price} in all.") == [("prices", Verdict.HOLD)]


@pytest.mark.parametrize(
    "text", ["I lost 20 pounds", "INR 2.5, CHF 3", "rs12345", "5 k runs", "a$b"]
)
def test_weights_findings_and_names_are_no_price(text) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "dose",
    [
        "500 mg", "500mg", "2.5-5 mg", "20 ml twice a day", "2 tablets", "two tablets",
        "half a tablet", "1,000 IU", "10 000 i.u.", "50 mcg", "50 µg", "50 μg", "3 puffs",
        "10 units of insulin", "5 mg/kg", "5 mg per day", "1 g twice daily", "four white pills",
    ],
)  # fmt: skip
def test_a_dose_waits(dose) -> None:
    assert found(f"Is it right to take {dose} then?") == [("doses", Verdict.HOLD)]


@pytest.mark.parametrize(
    "text",
    [
        "Glucose 95 mg/dl, creatinine 12 mg/l, TSH 2 mIU/l, eGFR 60 ml/min, iron 20 µg per litre",
        "14 units of alcohol a week",
        "20 g of fibre and 2 eggs",
        "The tablets helped after 3 weeks",
        "5 Mgr. and 3 MLS exams",
    ],
)
def test_findings_food_and_time_are_no_dose(text) -> None:
    assert found(text) == []


def test_the_reason_names_the_dose() -> None:
    assert "“1,000 mg”" in judge(sent("I take 1,000 mg of it."), BOOK)[0].reason


@pytest.mark.parametrize(
    ("switch", "text"), [("hold_prices", "It cost £50."), ("hold_doses", "I take 50 mg.")]
)
def test_editors_may_let_it_pass(switch, text) -> None:
    assert found(text, **{switch: False}) == []
