import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.antispam.defaults import DEFAULT_BLOCKED_WORDS
from qa.antispam.registry import Registry, judge, worst
from qa.antispam.submission import RuleBook
from qa.antispam.verdicts import Finding, Verdict
from tests.qa.antispam.samples import BOOK, DELICATE, HONEST, sent

ANY_TEXT = st.text(st.characters()) | st.text("Aa1. \n@£+-/:<[(́\u200d\ud800👩", max_size=200)


def registry_of(**verdicts: Verdict) -> Registry:
    """Return a registry whose rules, named as given, always find something."""
    registry = Registry()
    for place, (name, verdict) in enumerate(verdicts.items()):

        def found(submission, book) -> str:
            return "Found."

        found.__name__ = name
        registry.rule(order=-place, verdict=verdict)(found)
    return registry


def test_a_second_rule_of_the_same_name_is_refused() -> None:
    registry = registry_of(links=Verdict.HOLD)

    def links(submission, book) -> None:
        return None

    with pytest.raises(ImproperlyConfigured, match="links"):
        registry.rule(order=1)(links)


def test_a_reason_alone_gets_the_name_and_the_verdict_of_its_rule() -> None:
    findings = registry_of(links=Verdict.SPAM).judge(sent(), RuleBook())
    assert findings == [Finding("links", Verdict.SPAM, "Found.")]


def test_the_worst_finding_comes_first() -> None:
    registry = registry_of(mild=Verdict.CHALLENGE, bad=Verdict.REFUSE, middling=Verdict.HOLD)
    assert [finding.rule for finding in registry.judge(sent(), RuleBook())] == [
        "bad",
        "middling",
        "mild",
    ]


def test_equally_bad_findings_come_in_the_order_of_their_rules() -> None:
    registry = registry_of(later=Verdict.HOLD, earlier=Verdict.HOLD)
    assert [finding.rule for finding in registry.judge(sent(), RuleBook())] == ["earlier", "later"]


def test_who_solved_a_challenge_is_not_asked_for_another() -> None:
    registry = registry_of(haste=Verdict.CHALLENGE, links=Verdict.HOLD)
    findings = registry.judge(sent(challenge_solved=True), RuleBook())
    assert [finding.rule for finding in findings] == ["links"]


def test_the_worst_of_several_findings_is_found() -> None:
    findings = [Finding("a", Verdict.HOLD, ""), Finding("b", Verdict.SPAM, "")]
    assert worst(findings) is Verdict.SPAM


def test_there_is_no_worst_of_nothing() -> None:
    assert worst([]) is None


@pytest.mark.parametrize("text", HONEST)
def test_nothing_is_found_in_what_honest_readers_write(text) -> None:
    assert judge(sent(text), BOOK) == []


@pytest.mark.parametrize("text", DELICATE)
def test_delicate_comments_wait_at_most(text) -> None:
    assert worst(judge(sent(text), BOOK)) in {None, Verdict.HOLD}


def test_every_default_spam_phrase_is_found() -> None:
    missed = [
        entry
        for entry in DEFAULT_BLOCKED_WORDS
        if worst(judge(sent(f"Hello, {entry.upper()}!"), BOOK)) != Verdict.SPAM
    ]
    assert missed == []


@settings(deadline=None)
@given(text=ANY_TEXT, name=ANY_TEXT, address=ANY_TEXT, words=st.lists(ANY_TEXT, max_size=3))
def test_no_text_makes_the_judgement_fail(text, name, address, words) -> None:
    entries = tuple(words)
    book = RuleBook(
        blocked_words=entries,
        blocked_networks=entries,
        reserved_names=entries,
        crisis_phrases=entries,
        clinic_names=entries,
    )
    findings = judge(sent(text, name=name, address=address), book)
    assert all(finding.reason for finding in findings)
