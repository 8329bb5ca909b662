import json

import pytest

from qa.antispam.verdicts import Finding, Verdict


def test_verdicts_grow_worse_from_challenge_to_refusal() -> None:
    assert Verdict.CHALLENGE < Verdict.HOLD < Verdict.SPAM < Verdict.REFUSE
    assert max(Verdict) is Verdict.REFUSE


def test_a_verdict_compares_with_verdicts_only() -> None:
    with pytest.raises(TypeError):
        assert Verdict.HOLD < "spam"


def test_a_finding_survives_being_stored_as_json() -> None:
    finding = Finding("links", Verdict.SPAM, "The comment has 3 links.")
    assert Finding.from_json(json.loads(json.dumps(finding.as_json()))) == finding


def test_a_stored_finding_with_an_unknown_verdict_is_an_error() -> None:
    with pytest.raises(ValueError, match="mild"):
        Finding.from_json({"rule": "links", "verdict": "mild", "reason": ""})
