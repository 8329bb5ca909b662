"""Bar charts as SVG, readable in light and in dark, with every value written beside its bar."""

import math
from dataclasses import dataclass
from html import escape

ROW, BAR, HEAD, FOOT = 26, 14, 62, 16  # pixels
NAMES, COLUMN, GAP, VALUE = 330, 150, 16, 62
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.column, .value { fill: #57606a; font-size: 12px; }
.bar { fill: #8aa4c8; }
.ours { fill: #0b6e4f; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .column, .value { fill: #9da7b1; }
  .bar { fill: #5b7aa6; }
  .ours { fill: #3fb68b; }
}
"""


@dataclass(frozen=True)
class Row:
    """One line of bars, a value for each column; None where nothing was measured."""

    label: str
    values: list[float | None]
    is_ours: bool = False


def bar_chart(title: str, columns: list[str], rows: list[Row], *, is_log: bool = True) -> str:
    """Return a chart with a column of bars for each of *columns*, all on one scale.

    :param is_log: each step of the scale is ten times the one before
    """
    width = NAMES + len(columns) * (COLUMN + VALUE + GAP)
    height = HEAD + len(rows) * ROW + FOOT
    values = [value for row in rows for value in row.values if value]
    scale = _Scale(values, is_log=is_log)
    parts = [_text(0, 18, title, "title")]
    for at, column in enumerate(columns):
        parts.append(_text(_left(at), 44, column, "column"))
    for number, row in enumerate(rows):
        parts += _row(row, HEAD + number * ROW, scale)
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" aria-label="{escape(title)}">\n'
        f"<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


class _Scale:
    """Turns values into pixels."""

    def __init__(self, values: list[float], *, is_log: bool) -> None:
        self.is_log = is_log
        self.most = max(values, default=1.0)
        self.least = 10.0 ** math.floor(math.log10(min(values, default=1.0)) - 0.3)

    def pixels(self, value: float) -> float:
        if not value:
            return 0.0
        if not self.is_log:
            return COLUMN * value / self.most
        return COLUMN * math.log(value / self.least) / math.log(self.most / self.least)


def _row(row: Row, top: int, scale: _Scale) -> list[str]:
    middle = top + BAR - 2
    parts = [_text(0, middle, row.label)]
    kind = "ours" if row.is_ours else "bar"
    for at, value in enumerate(row.values):
        if value is None:
            parts.append(_text(_left(at), middle, "not measured", "value"))
            continue
        length = scale.pixels(value)
        parts.append(
            f'<rect class="{kind}" x="{_left(at)}" y="{top}" width="{length:.1f}" '
            f'height="{BAR}" rx="2"/>'
        )
        parts.append(_text(_left(at) + length + 5, middle, number(value), "value"))
    return parts


def _left(column: int) -> int:
    return NAMES + column * (COLUMN + VALUE + GAP)


def _text(left: float, bottom: float, text: str, kind: str = "") -> str:
    attribute = f' class="{kind}"' if kind else ""
    return f'<text{attribute} x="{left:.1f}" y="{bottom}">{escape(text)}</text>'


def number(value: float) -> str:
    """Return *value* with about three digits that count: 22,735, 35.1, 0.03."""
    if value >= 100 or value == 0:  # noqa: PLR2004 - three digits before the point
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"  # noqa: PLR2004 - likewise
