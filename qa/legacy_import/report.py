"""What one file brought: gathered by the importer, shown on a terminal or in a pipe."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from .document import Finding, FindingKind, Notes, printable

#: Findings of one kind shown unless all are asked for.
SHOWN = 40


class Outcome(StrEnum):
    """What happened to the page of a file."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged, nothing to do"


@dataclass
class FileReport:
    """The result of one file: what was made and the mismatch report."""

    name: str
    outcome: Outcome = Outcome.UNCHANGED
    url: str = ""
    made: list[tuple[str, str]] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)

    def add(self, what: str, detail: str) -> None:
        """Record something that was made or changed."""
        self.made.append((what, printable(detail)))

    def of_kind(self, kind: FindingKind) -> list[Finding]:
        """Return the findings of one kind, in the order of lines, those without first."""
        found = [one for one in self.notes.findings if one.kind is kind]
        return sorted(found, key=lambda one: one.line or 0)


def print_report(
    console: Console, report: FileReport, *, dry_run: bool = False, everything: bool = False
) -> None:
    """Print ``report``: tables on a terminal, one line a fact in a pipe."""
    mark = "DRY RUN, nothing is kept: " if dry_run else ""
    place = f" -> {report.url}" if report.url else ""
    _line(console, f"{mark}{report.name}{place}: {report.outcome}", "bold")
    rows = list(report.made)
    if rows:
        _print_rows(console, "made", rows)
    for kind in FindingKind:
        found = report.of_kind(kind)
        if found:
            _print_rows(console, kind.value, _as_rows(found, everything))
    console.print()


def _as_rows(found: list[Finding], everything: bool) -> list[tuple[str, str]]:
    shown = found if everything else found[:SHOWN]
    rows = [(f"line {one.line}" if one.line else "", one.message) for one in shown]
    if len(found) > len(shown):
        rest = len(found) - len(shown)
        rows.append(("", f"and {rest:,} more; --verbosity 2 lists all"))
    return rows


def _print_rows(console: Console, title: str, rows: list[tuple[str, str]]) -> None:
    if not console.is_terminal:
        # A pipe gets whole facts on single lines, for grep.
        for left, right in rows:
            _line(console, f"  {title:<9} {left:<9} {right}".rstrip())
        return
    # "Text", since what comes from a file is never markup.
    table = Table(box=box.SIMPLE_HEAD, show_header=True, pad_edge=False)
    table.add_column(Text(title, style=_STYLES.get(title, "")), justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for left, right in rows:
        table.add_row(Text(left, style="dim"), Text(right))
    console.print(table)


_STYLES = {"made": "green", "guessed": "cyan", "left out": "yellow", "odd": "magenta"}


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(printable(text), style=style), soft_wrap=True)
