"""What is to be reached, as ratios within one run."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .figures import SIZES, Figures

CONNECTIONS = 8  # where ratios are taken
SMALL, LARGE = SIZES[0], SIZES[-1]
WITH = {"embedded": "SQLite", "services": "PostgreSQL + Redis"}  # contenders, and what they use
MADE = {"anew": "Page made anew", "uncached": "Nothing kept"}
MOST_MEMORY = 300 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Check:
    """One comparison; *lowest* and *highest* bound the ratio, None where there is no bound."""

    text: str
    value: float
    lowest: float | None = None
    highest: float | None = None
    unit: str = "×"

    @property
    def passed(self) -> bool:
        above = self.lowest is None or self.value >= self.lowest
        return above and (self.highest is None or self.value <= self.highest)

    def __str__(self) -> str:
        return f"{self.verdict}  {self.text}: {self.value:,.2f} {self.unit} ({self.bounds})"

    @property
    def verdict(self) -> str:
        return "pass" if self.passed else "FAIL"

    @property
    def bounds(self) -> str:
        parts = []
        if self.lowest is not None:
            parts.append(f"at least {self.lowest:g}")
        if self.highest is not None:
            parts.append(f"at most {self.highest:g}")
        return f"{' and '.join(parts)} {self.unit}"


def checks(figures: Figures, sizes: list[int]) -> list[Check]:
    """Return each comparison whose two sides were both measured."""
    return [
        *_of_reading(figures, sizes),
        *_of_posting(figures),
        *_of_memory(figures),
        *_of_failures(figures),
    ]


def _of_reading(figures: Figures, sizes: list[int]) -> Iterator[Check]:
    for size in sizes:
        many = f"{size:,} comments"
        for view, name in WITH.items():
            yield from _ratio(
                figures, f"Cached, {name}, to hello-world, {many}", view, "hello", size, 0.9
            )
        for packed in ("", "-gzip"):
            text = f"Behind nginx to the file{packed.replace('-', ', both ')}, {many}"
            yield from _ratio(figures, text, f"front{packed}", f"static{packed}", size, 0.9)
        yield from _ratio(
            figures,
            f"Behind nginx to WordPress behind nginx, both gzip, {many}",
            "front-gzip",
            "wordpress-nginx-gzip",
            size,
            10,
        )
    for kind, how in MADE.items():
        text = f"{how}, {WITH['services']}, to Wagtail with xtd, {SMALL} comments"
        yield from _ratio(figures, text, f"services-{kind}", "stock", SMALL, 3)
        for view, name in WITH.items():
            both = (figures.rate(f"{view}-{kind}", size, CONNECTIONS) for size in (SMALL, LARGE))
            few, many = both
            if few and many is not None:
                text = f"{how}, {name}, {LARGE:,} comments to {SMALL}"
                yield Check(text, many / few, lowest=0.85, highest=1.15)


def _ratio(
    figures: Figures, text: str, ours: str, theirs: str, size: int, lowest: float
) -> Iterator[Check]:
    mine, other = (figures.rate(view, size, CONNECTIONS) for view in (ours, theirs))
    if mine is not None and other is not None:
        yield Check(text, mine / other if other else math.inf, lowest=lowest)


def _of_posting(figures: Figures) -> Iterator[Check]:
    for size in (SMALL, LARGE):
        ours, theirs = (figures.posting_rate(name, size) for name in ("services", "stock"))
        if ours is not None and theirs is not None:
            text = f"Comments posted while others read, to Wagtail with xtd, {size:,} comments"
            yield Check(text, ours / theirs if theirs else math.inf, lowest=2)


def _of_memory(figures: Figures) -> Iterator[Check]:
    for (contender, size), taken in figures.memory.items():
        if contender in WITH:
            text = f"Memory of all processes, {WITH[contender]}, {size:,} comments"
            megabyte = 1024 * 1024
            yield Check(text, taken / megabyte, highest=MOST_MEMORY / megabyte, unit="MB")


def _of_failures(figures: Figures) -> Iterator[Check]:
    """A server is not fast because it answers with errors."""
    for (contender, size), rounds in figures.postings.items():
        if refused := sum(one.refused for one in rounds):
            text = f"Comments that were refused, {contender}, {size:,} comments"
            yield Check(text, refused, highest=0, unit="comments")
    for (view, size, connections), rounds in figures.readings.items():
        if failed := sum(one.failed for one in rounds):
            text = f"Views that failed, {view}, {size:,} comments, {connections} connections"
            yield Check(text, failed, highest=0, unit="views")
