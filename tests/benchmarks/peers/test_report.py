from xml.etree import ElementTree

import pytest

from benchmarks.peers.charts import Row, bar_chart
from benchmarks.peers.figures import Figures
from benchmarks.peers.posting import Posting
from benchmarks.peers.reading import Reading
from benchmarks.peers.report import Findings, duration, write_report
from benchmarks.peers.targets import Check


@pytest.fixture
def written(tmp_path) -> str:
    figures = Figures(
        readings={("front", 31, 8): [Reading(22_735.4, 0.0004, 0.0021)]},
        postings={("services", 31): [Posting(42.0, views=9_000.0, refused=0)]},
        memory={("services", 31): 250 * 1024 * 1024},
        wire={("front", 31, packing): size for packing, size in PACKED.items()},
        statements={("front", 31): 7},
    )
    findings = Findings(
        figures=figures,
        sizes=[31],
        views={"front": "Behind nginx", "wordpress": "WordPress"},
        contenders={"services": "With services"},
        checks=[Check("behind nginx to the file", 0.75, lowest=0.9)],
        facts={"Commit": "abc1234"},
        plan="One round.",
        skipped={"wordpress": "it is not installed"},
    )
    return write_report(tmp_path, findings).read_text()


PACKED = {"identity": 50_000, "gzip": 12_000, "br": 10_000}


@pytest.mark.parametrize(
    "told",
    [
        "- Commit: abc1234",
        "| behind nginx to the file | 0.75 × | at least 0.9 × | FAIL |",
        "| Behind nginx | – | 22,735 (0.40 ms, 2.10 ms) | – |",
        "| With services | 31 | 42.0 | 9,000 | – | 250 MB |",
        "| Behind nginx | 31 | 7 | 50,000 | 12,000 | 10,000 |",
        "Left out: wordpress: it is not installed.",
    ],
)
def test_report_tells(written, told):
    assert told in written


def test_nothing_of_the_template_is_left(written):
    assert "@" not in written


def test_report_leads_to_charts_that_were_written(written, tmp_path):
    assert "](images/benchmarks-views.svg)" in written
    assert (tmp_path / "images" / "benchmarks-views.svg").exists()


def test_chart_is_well_formed_whatever_it_is_called():
    chart = bar_chart("Views & <more>", ["31"], [Row("A & B", [3.0])])
    assert ElementTree.fromstring(chart).get("aria-label") == "Views & <more>"


def test_longest_bar_is_the_largest_value():
    chart = bar_chart("Views", ["31"], [Row("few", [0.03]), Row("many", [22_735.0])])
    few, many = (float(bar.get("width")) for bar in bars(chart))
    assert few < many


def test_value_of_nothing_has_no_bar_length():
    assert float(bars(bar_chart("Views", ["31"], [Row("none", [0.0])]))[0].get("width")) == 0


def test_what_was_not_measured_has_no_bar():
    chart = bar_chart("Views", ["31"], [Row("left out", [None])])
    assert bars(chart) == []


def bars(chart: str) -> list:
    return ElementTree.fromstring(chart).findall(".//{http://www.w3.org/2000/svg}rect")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.00035, "0.35 ms"), (0.042, "42.0 ms"), (33.4, "33.4 s")]
)
def test_durations_are_told_in_the_unit_people_use(seconds, said):
    assert duration(seconds) == said
