"""Writes what a run has found as docs/benchmarks.md with its charts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .charts import Row, bar_chart, number
from .figures import CONNECTIONS, Figures
from .targets import CONNECTIONS as COMPARED_AT
from .targets import Check

PACKINGS = ("identity", "gzip", "br")
TEXT = Path(__file__).parent / "files" / "report.md"
MEGABYTE = 1024 * 1024
OURS = ("embedded", "services", "front")


@dataclass(frozen=True)
class Findings:
    """All that a report tells.

    :param views: label of each view by its key; *contenders* likewise
    :param facts: commit, date, machine, versions
    :param plan: how it was measured, in words
    """

    figures: Figures
    sizes: list[int]
    views: dict[str, str]
    contenders: dict[str, str]
    checks: list[Check]
    facts: dict[str, str]
    plan: str
    skipped: dict[str, str] = field(default_factory=dict)


def write_report(folder: Path, findings: Findings) -> Path:
    """Write ``benchmarks.md`` and ``images/benchmarks-*.svg`` below *folder*; return the former."""
    pictures = folder / "images"
    pictures.mkdir(parents=True, exist_ok=True)
    for name, chart in _charts(findings).items():
        (pictures / f"benchmarks-{name}.svg").write_text(chart)
    text = TEXT.read_text()
    for name, part in _parts(findings).items():
        text = text.replace(f"@{name}@", part)
    target = folder / "benchmarks.md"
    target.write_text(text)
    return target


def _charts(findings: Findings) -> dict[str, str]:
    figures, sizes = findings.figures, findings.sizes
    columns = [f"{size:,} comments" for size in sizes]
    return {
        "views": bar_chart(
            f"Views a second, {COMPARED_AT} connections (each step of the scale is ten times more)",
            columns,
            _rows(findings.views, sizes, lambda key, at: figures.rate(key, at, COMPARED_AT)),
        ),
        "posting": bar_chart(
            "Comments taken a second while others read (each step is ten times more)",
            columns,
            _rows(findings.contenders, sizes, figures.posting_rate),
        ),
        "memory": bar_chart(
            "Memory of all server processes, MB",
            columns,
            _rows(
                findings.contenders,
                sizes,
                lambda key, at: _scaled(figures.memory.get((key, at)), 1 / MEGABYTE),
            ),
            is_log=False,
        ),
    }


def _rows(labels: dict[str, str], sizes: list[int], value: Callable) -> list[Row]:
    rows = (
        Row(label, [value(key, size) for size in sizes], key.startswith(OURS))
        for key, label in labels.items()
    )
    return [row for row in rows if any(one is not None for one in row.values)]


def _parts(findings: Findings) -> dict[str, str]:
    readings = "\n\n".join(
        f"### {size:,} comments\n\n{_readings(findings, size)}" for size in findings.sizes
    )
    left_out = [f"{name}: {why}." for name, why in findings.skipped.items()]
    return {
        "FACTS": "\n".join(f"- {name}: {said}" for name, said in findings.facts.items()),
        "PLAN": findings.plan,
        "SKIPPED": " ".join(["Left out:", *left_out]) if left_out else "",
        "CHECKS": table(
            ["Ratio", "Found", "To reach", ""],
            (
                [check.text, f"{number(check.value)} {check.unit}", check.bounds, check.verdict]
                for check in findings.checks
            ),
        ),
        "READINGS": readings,
        "SIDES": _by_contender(findings),
        "WIRE": _wire(findings),
    }


def _readings(findings: Findings, size: int) -> str:
    head = ["", *(f"{many} conn.: views/s (p50, p99)" for many in CONNECTIONS)]
    rows = []
    for key, label in findings.views.items():
        cells = [_reading(findings.figures, key, size, many) for many in CONNECTIONS]
        rows.append([label, *cells])
    return table(head, rows)


def _reading(figures: Figures, key: str, size: int, connections: int) -> str:
    rounds = figures.readings.get((key, size, connections))
    if not rounds:
        return "–"
    middle = sorted(rounds, key=lambda one: one.rate)[len(rounds) // 2]
    times = f"({duration(middle.p50)}, {duration(middle.p99)})"
    failed = sum(one.failed for one in rounds)
    marks = ("; cut short" if middle.cut_short else "") + (f"; {failed} failed" if failed else "")
    return f"{number(middle.rate)} {times}{marks}"


def _by_contender(findings: Findings) -> str:
    figures = findings.figures
    head = ["", "Comments", "Taken/s", "Views/s meanwhile", "Cold first view", "Memory"]
    rows = []
    for key, label in findings.contenders.items():
        for size in findings.sizes:
            postings = figures.postings.get((key, size), [])
            cold = figures.cold.get((key, size), [])
            middle = sorted(postings, key=lambda one: one.rate)[len(postings) // 2 :]
            memory = _scaled(figures.memory.get((key, size)), 1 / MEGABYTE)
            cells = [
                number(middle[0].rate) if middle else "–",
                number(middle[0].views) if middle else "–",
                duration(sorted(cold)[len(cold) // 2]) if cold else "–",
                f"{memory:,.0f} MB" if memory is not None else "–",
            ]
            rows.append([label, f"{size:,}", *cells])
    return table(head, rows)


def _wire(findings: Findings) -> str:
    figures = findings.figures
    head = ["", "Comments", "SQL statements", *(f"Bytes, {packing}" for packing in PACKINGS)]
    rows = []
    for key, label in findings.views.items():
        for size in findings.sizes:
            sent = [figures.wire.get((key, size, packing)) for packing in PACKINGS]
            if sent[0] is not None:
                statements = figures.statements.get((key, size), "–")
                cells = [f"{one:,}" if one is not None else "–" for one in sent]
                rows.append([label, f"{size:,}", str(statements), *cells])
    return table(head, rows)


def table(head: list[str], rows: Iterable[list[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def duration(seconds: float) -> str:
    """Return a time as people say it: 0.35 ms, 42 ms, 3.1 s."""
    if seconds >= 1:
        return f"{number(seconds)} s"
    return f"{number(seconds * 1000)} ms"


def _scaled(value: float | None, by: float) -> float | None:
    return None if value is None else value * by
