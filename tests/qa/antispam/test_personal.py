import pytest

from qa.antispam.registry import judge
from qa.antispam.submission import RuleBook
from qa.antispam.verdicts import Verdict
from tests.qa.antispam.samples import sent

PHONE = ("phone_numbers", Verdict.HOLD)
DETAILS = ("identifying_details", Verdict.HOLD)


def found(text: str, **rules) -> list[tuple[str, Verdict]]:
    return [(one.rule, one.verdict) for one in judge(sent(text), RuleBook(**rules))]


@pytest.mark.parametrize(
    "number",
    [
        "020 7946 0000",
        "(020) 7946 0000",
        "020-7946-0000",
        "07700 900000",
        "07700900000",
        "+44 20 7946 0000",
        "+44 (0)20 7946 0000",
        "0044 20 7946 0000",
        "+1-212-555-0100",
        "(212) 555-0100",
        "212.555.0100",
        "01 23 45 67 89",
        "0161 496 0000 24 hours",
        "call 496 0000",
        "WhatsApp: 98765 43210",
        "ring me on 4960000",
    ],
)
def test_a_telephone_number_waits(number) -> None:
    assert PHONE in found(f"You can reach me there: {number} any time.")


@pytest.mark.parametrize(
    "text",
    [
        "from 1998-2004 and 2005 - 2010, then 2012 2013 2014",
        "on 01.02.2019 14.30 and 01/05/2019-14/05/2019",
        "2019-05-12 10:30",
        "0.05 0.01 0.001 or 1,000,000 and 150 000 000",
        "ISBN 0306406152, 978-0-306-40615-7 and 9780306406157",
        "doi 10.1056/01234567890",
        "https://example.org/020-7946-0000",
        "NCT01234567",
        "pressure 120/80, 130/85, 125/80",
        "call 999 or 111, or Samaritans on 116 123",
        "I call it 2019 at best",
    ],
)
def test_years_dates_books_and_findings_are_no_telephone_number(text) -> None:
    assert found(f"I read that {text} and wondered.") == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("write to robin.reader@example.org", "an e-mail address"),
        ("robin (at) example (dot) org", "an e-mail address"),
        ("robin at gmail dot com", "an e-mail address"),
        ("I live at 12 Old Mill Lane,\nLeeds LS1 4AB", "a postal address"),
        ("at 1200 Maple Avenue, Springfield, IL 62701", "a postal address"),
        ("my NHS number is on file: 943 476 5919", "the number of a patient"),
        ("9434765919", "the number of a patient"),
        ("Patient no. 4711-08", "the number of a patient"),
        ("insurance number AB 123456", "the number of a patient"),
        ("078-05-1120", "the number of a patient"),
        ("AB 12 34 56 C", "the number of a patient"),
        ("I was born on 12 March 1980", "a date of birth"),
        ("DOB: 12/03/1980", "a date of birth"),
        ("date of birth March 3rd, 1980", "a date of birth"),
    ],
)
def test_what_shows_who_somebody_is_waits(text, name) -> None:
    findings = judge(sent(f"Well, {text}."), RuleBook(hold_phone_numbers=False))
    assert [(finding.rule, finding.verdict) for finding in findings] == [DETAILS]
    assert name in findings[0].reason


@pytest.mark.parametrize(
    "text",
    [
        "I was born in 1950, in the month of May",
        "My address is no matter; I live near the High Street in Leeds",
        "Vitamin B12 1MG and L4 5AB are not the same",
        "patient number 1 in the trial, 943 476 5918",
        "10 minutes down the road, past the old mill lane",
        "meet @ noon at example, p@0.05",
    ],
)
def test_what_many_share_shows_nobody(text) -> None:
    assert DETAILS not in found(text)


def test_several_details_are_named_together() -> None:
    reason = judge(sent("robin@example.org, born 12/03/1980"), RuleBook())[0].reason
    assert reason == "The comment shows an e-mail address and a date of birth."


def test_the_reason_does_not_repeat_the_detail() -> None:
    assert "robin" not in judge(sent("robin@example.org it is"), RuleBook())[0].reason


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("robin@example.org", DETAILS),
        ("Robin, born 12/03/1980", DETAILS),
        ("07700 900000", PHONE),
        ("Robin +44 20 7946 0000", PHONE),
    ],
)
def test_what_stands_in_the_name_waits_too(name, finding) -> None:
    found = [(one.rule, one.verdict) for one in judge(sent(name=name), RuleBook())]
    assert found == [finding]


def test_a_detail_in_name_and_text_is_named_once() -> None:
    reason = judge(sent("robin@example.org", name="robin@example.org"), RuleBook())[0].reason
    assert reason == "The comment shows an e-mail address."


@pytest.mark.parametrize(
    ("switch", "text"),
    [
        ("hold_phone_numbers", "It is 020 7946 0000."),
        ("hold_identifying_details", "It is robin@example.org."),
    ],
)
def test_editors_may_let_it_pass(switch, text) -> None:
    assert found(text, **{switch: False}) == []
