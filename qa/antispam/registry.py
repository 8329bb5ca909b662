"""The rules in their order, and the judgement they come to together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

from .submission import RuleBook, Submission
from .verdicts import Finding, Verdict

Rule = Callable[[Submission, RuleBook], str | Finding | None]


@dataclass(frozen=True)
class _Registered:
    name: str
    order: int
    verdict: Verdict
    function: Rule

    def finding(self, submission: Submission, book: RuleBook) -> Finding | None:
        found = self.function(submission, book)
        if isinstance(found, str):
            return Finding(rule=self.name, verdict=self.verdict, reason=found)
        return found


class Registry:
    """Rules by name, which is the name of their function."""

    def __init__(self) -> None:
        self._rules: dict[str, _Registered] = {}

    def rule(self, *, order: int, verdict: Verdict = Verdict.HOLD) -> Callable[[Rule], Rule]:
        """Register the decorated function as a rule.

        It returns None, or the reason for *verdict*, or a whole finding where the verdict depends
        on what it found.

        :param order: among equally bad findings, the lowest comes first
        :raises ImproperlyConfigured: when there is a rule of this name already
        """

        def register(function: Rule) -> Rule:
            name = function.__name__
            if name in self._rules:
                raise ImproperlyConfigured(
                    f"There is an antispam rule “{name}” already, in "
                    f"{self._rules[name].function.__module__}: give the new one another name."
                )
            self._rules[name] = _Registered(name, order, verdict, function)
            return function

        return register

    def judge(self, submission: Submission, book: RuleBook) -> list[Finding]:
        """Return what all rules find, the worst first.

        Who has solved a challenge is not asked for another: such findings are left out.
        """
        in_order = sorted(self._rules.values(), key=lambda registered: registered.order)
        everything = (registered.finding(submission, book) for registered in in_order)
        findings = [
            finding
            for finding in everything
            if finding
            and not (submission.challenge_solved and finding.verdict is Verdict.CHALLENGE)
        ]
        return sorted(findings, key=lambda finding: finding.verdict, reverse=True)


_registry = Registry()
rule = _registry.rule
judge = _registry.judge


def worst(findings: Iterable[Finding]) -> Verdict | None:
    """Return the worst verdict of *findings*, None where nothing was found."""
    return max((finding.verdict for finding in findings), default=None)
