"""Rules on how the form was filled in."""

from django.utils.translation import gettext as _

from .registry import rule
from .submission import RuleBook, Submission
from .verdicts import Verdict

SHORTEST_TIME = 2  # seconds in which nobody reads a form, writes and sends it


@rule(order=10, verdict=Verdict.SPAM)
def honeypot(submission: Submission, book: RuleBook) -> str | None:
    if submission.trap.strip():
        return _("A field that people do not see was filled in.")
    return None


# Held rather than asked: a browser that fills forms in, and a reader who pastes, are no programs.
@rule(order=20, verdict=Verdict.HOLD)
def too_fast(submission: Submission, book: RuleBook) -> str | None:
    # Less than nothing is what a wrong clock gives; it says nothing of the sender.
    if submission.seconds is not None and 0 <= submission.seconds < SHORTEST_TIME:
        return _("The form was sent almost as soon as it was shown.")
    return None
