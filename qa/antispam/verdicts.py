"""What a rule may say of a submission."""

from dataclasses import dataclass
from enum import Enum
from functools import total_ordering
from typing import Self


@total_ordering
class Verdict(Enum):
    """What is to happen, the mildest first; verdicts compare in this order."""

    CHALLENGE = "challenge"  # goes on once its author has answered a question
    HOLD = "hold"  # waits for a moderator
    SPAM = "spam"
    REFUSE = "refuse"  # goes back to its author, who is told why

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Verdict):
            return NotImplemented
        order = list(Verdict)
        return order.index(self) < order.index(other)


@dataclass(frozen=True)
class Finding:
    """What one rule found.

    :param reason: one plain sentence for the moderator; that of a refusal is for the reader
    """

    rule: str
    verdict: Verdict
    reason: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as plain values, which :meth:`from_json` reads back."""
        return {"rule": self.rule, "verdict": self.verdict.value, "reason": str(self.reason)}

    @classmethod
    def from_json(cls, stored: dict[str, str]) -> Self:
        """Return the finding that :meth:`as_json` gave.

        :raises KeyError: when a value is missing
        :raises ValueError: when there is no such verdict
        """
        return cls(rule=stored["rule"], verdict=Verdict(stored["verdict"]), reason=stored["reason"])
