"""The one task of the mail queue: build a letter, send it, and if that fails come back later."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from .registry import Letter, builder_of
from .rendering import message_of

logger = logging.getLogger(__name__)

# How long each further attempt waits after the one before it.
DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
ATTEMPTS = len(DELAYS) + 1
ORDINARY, URGENT = 0, 100  # priorities: of what is due, the worker takes the highest first


class MailFailed(Exception):  # noqa: N818 - what happened, as the report names it
    """A mail was given up. Names the kind of error only: its text may hold an address."""


@task(backend="mail")
def deliver(
    *,
    kind: str,
    ids: dict[str, int | str],
    identity: str,
    urgent: bool = False,
    first_tried: str = "",
    attempt: int = 1,
) -> str:
    """Send one mail, or put the next attempt into the queue; return what was done.

    :param identity: see ``message_of()``
    :param urgent: whether it goes before all others, in every attempt
    :param first_tried: ISO 8601, UTC; empty for the first attempt
    :param attempt: counted from 1
    :raises MailFailed: if the last attempt failed
    """
    started = timezone.now()
    error = _try_to_send(kind, ids, identity)
    if error is None:
        return "done"
    if attempt >= ATTEMPTS:
        # Not from within an except block: the error's own text must not reach log or database.
        raise MailFailed(error)
    again = timezone.now() + DELAYS[attempt - 1]
    enqueue(
        after=again,
        kind=kind,
        ids=ids,
        identity=identity,
        urgent=urgent,
        first_tried=first_tried or started.isoformat(),
        attempt=attempt + 1,
    )
    logger.warning(
        "Attempt %d of %d to send a mail of kind %s failed: %s. The next is at %s.",
        attempt,
        ATTEMPTS,
        kind,
        error,
        _in_seconds(again),
    )
    return f"failed: {error}"


def enqueue(*, after: datetime, urgent: bool = False, **arguments) -> None:
    """Put one attempt into the queue.

    :param after: not before this time
    :param arguments: the others of ``deliver()``
    """
    priority = URGENT if urgent else ORDINARY
    deliver.using(run_after=after, priority=priority).enqueue(urgent=urgent, **arguments)


def _try_to_send(kind: str, ids: dict, identity: str) -> str | None:
    """Return the name of the error that kept a mail from being sent, None if all is well."""
    try:
        letter = builder_of(kind)(**ids)
        if letter is None:
            return None
        message_of(letter, identity=identity).send()
    except BaseException as error:  # noqa: BLE001 - whatever ends the attempt, the mail must not be lost
        return type(error).__name__
    _say_it_was_sent(kind, letter)
    return None


def _say_it_was_sent(kind: str, letter: Letter) -> None:
    try:
        if letter.sent:
            letter.sent()
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader must not get the mail again
        logger.error(  # noqa: TRY400 - a traceback could hold an address
            "A mail of kind %s went out, but what follows it failed: %s.",
            kind,
            type(error).__name__,
        )


def _in_seconds(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
