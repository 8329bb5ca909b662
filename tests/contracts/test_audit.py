"""An audit that could not ask says so instead of passing."""

import importlib.util
import json

import pytest
from django.conf import settings

spec = importlib.util.spec_from_file_location("audit", settings.BASE_DIR / ".ci" / "audit.py")
audit = importlib.util.module_from_spec(spec)
spec.loader.exec_module(audit)

FINE = {"name": "django", "version": "5.2.19", "vulns": []}
BUG = {"id": "PYSEC-1", "fix_versions": ["5.2.20"]}
UNKNOWN = {"name": "wagtail", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "code", "word"),
    [
        ([FINE], 0, "1 packages"),
        ([{**FINE, "vulns": [BUG]}], 1, "PYSEC-1"),
        ([{**FINE, "vulns": [BUG]}, UNKNOWN], 1, "5.2.20"),
        ([FINE, UNKNOWN], 2, "Only 1 of 2"),
        ([UNKNOWN], 2, "Only 0 of 1"),
        ([], 2, "Only 0 of 1"),
    ],
)
def test_only_a_whole_audit_passes(packages: list, code: int, word: str) -> None:
    report = json.dumps({"dependencies": packages, "fixes": []})
    given = audit.verdict(report, max(1, len(packages)))
    assert given[0] == code
    assert word in given[1]


@pytest.mark.parametrize("report", ["", "ERROR: no network", "{}"])
def test_a_report_that_is_none_does_not_pass(report: str) -> None:
    assert audit.verdict(report, 1)[0] == 2


def test_every_locked_package_is_counted() -> None:
    lines = audit.LOCKED.read_text().splitlines()
    assert sum(line[:1].isalnum() for line in lines) == sum("==" in line for line in lines)
