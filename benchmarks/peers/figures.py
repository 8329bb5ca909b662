"""What a run has measured, as plain numbers that can be kept as JSON."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from statistics import median

from .posting import Posting
from .reading import Reading

CONNECTIONS = (1, 8, 32)
SIZES = (31, 1_000, 10_000)


@dataclass
class Figures:
    """All figures of a run. Rounds stand in the order in which they were measured.

    :param readings: by view, size and connections
    :param postings: by contender and size
    :param cold: seconds of the first view after a start with empty caches, by contender and size
    :param statements: SQL statements of a warm view, by view and size
    :param wire: bytes of the body by view, size and what the client says it takes
    :param memory: the most bytes of memory, by contender and size
    """

    readings: dict[tuple[str, int, int], list[Reading]] = field(default_factory=dict)
    postings: dict[tuple[str, int], list[Posting]] = field(default_factory=dict)
    cold: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    statements: dict[tuple[str, int], int] = field(default_factory=dict)
    wire: dict[tuple[str, int, str], int] = field(default_factory=dict)
    memory: dict[tuple[str, int], int] = field(default_factory=dict)

    def rate(self, view: str, size: int, connections: int) -> float | None:
        """Return views a second, the middle one of all rounds; None where nothing was measured."""
        return _middle(self.readings.get((view, size, connections)), lambda one: one.rate)

    def posting_rate(self, contender: str, size: int) -> float | None:
        """Likewise, comments taken a second."""
        return _middle(self.postings.get((contender, size)), lambda one: one.rate)

    def as_json(self) -> dict:
        """Return everything; keys are joined by spaces."""
        told = {}
        for name in self.__dataclass_fields__:
            table = getattr(self, name)
            told[name] = {" ".join(map(str, _flat(key))): _plain(table[key]) for key in table}
        return told


def _middle(rounds: list | None, of: Callable) -> float | None:
    return median(map(of, rounds)) if rounds else None


def _flat(key) -> tuple:
    return key if isinstance(key, tuple) else (key,)


def _plain(value):
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return asdict(value) if isinstance(value, Reading | Posting) else value
