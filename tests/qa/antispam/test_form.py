import pytest

from qa.antispam.registry import judge
from qa.antispam.submission import RuleBook
from qa.antispam.verdicts import Verdict
from tests.qa.antispam.samples import sent


def found(**details) -> list[tuple[str, Verdict]]:
    return [(one.rule, one.verdict) for one in judge(sent(**details), RuleBook())]


def test_a_filled_honeypot_is_spam() -> None:
    assert found(trap="https://example.org") == [("honeypot", Verdict.SPAM)]


def test_spaces_in_the_honeypot_do_not_count() -> None:
    assert found(trap="  ") == []


@pytest.mark.parametrize("seconds", [0.0, 1.9])
def test_a_form_sent_at_once_waits(seconds) -> None:
    assert found(seconds=seconds) == [("too_fast", Verdict.HOLD)]


@pytest.mark.parametrize("seconds", [2.0, 86_400.0, None, -5.0, float("nan")])
def test_a_patient_reader_and_an_unknown_time_pass(seconds) -> None:
    assert found(seconds=seconds) == []
