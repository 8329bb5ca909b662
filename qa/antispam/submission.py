"""What the rules are given: what a reader sent, and what the editors set."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What a reader sent, already cleaned by ``text.clean_text`` and ``text.clean_line``.

    :param address: the sender's IP address, "" when unknown
    :param seconds: from showing the form to sending it; None when unknown
    :param trap: what came in the field that people do not see
    :param challenge_solved: whether ``challenge.is_solved`` said so for this very form
    """

    text: str
    name: str
    email: str = ""
    address: str = ""
    seconds: float | None = None
    trap: str = ""
    challenge_solved: bool = False

    @property
    def shown(self) -> tuple[str, str]:
        """What other readers would see: the name and the text."""
        return self.name, self.text


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """What the editors set; lists as ``defaults.lines`` splits them.

    :param blocked_patterns: regular expressions
    :param blocked_networks: single IP addresses or networks such as 192.0.2.0/24
    :param reserved_names: names of the experts and of the site, as they write them
    """

    blocked_words: tuple[str, ...] = ()
    blocked_patterns: tuple[str, ...] = ()
    blocked_networks: tuple[str, ...] = ()
    reserved_names: tuple[str, ...] = ()
    crisis_phrases: tuple[str, ...] = ()
    clinic_names: tuple[str, ...] = ()
    hold_prices: bool = True
    hold_phone_numbers: bool = True
    hold_doses: bool = True
    hold_identifying_details: bool = True
