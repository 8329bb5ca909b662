"""What the parser tests share: parse a sample, list what it reports, catch a refusal."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from qa.legacy_import.document import FindingKind, PageFileError
from qa.legacy_import.parser import parse_page
from tests.qa.legacy_import.samples import Sample

ZONE = ZoneInfo("Europe/London")
SEED = Path(__file__).parents[4] / "shared" / "seed" / "ask-our-experts-page.txt"


def parse(sample: Sample, **options):
    return parse_page(sample.data(), zone=ZONE, **options)


def article(sample: Sample, **options):
    return parse(sample, **options).page.article


def said(result, kind: FindingKind) -> list[str]:
    return [f"{one.line}: {one.message}" for one in result.findings if one.kind is kind]


def refusal(sample_or_bytes) -> PageFileError:
    data = sample_or_bytes if isinstance(sample_or_bytes, bytes) else sample_or_bytes.data()
    with pytest.raises(PageFileError) as caught:
        parse_page(data, zone=ZONE)
    return caught.value
