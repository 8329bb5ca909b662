"""How a mail is asked for."""

import uuid
from datetime import datetime

from django.utils import timezone

from .registry import builder_of
from .tasks import enqueue


def send_later(
    kind: str, *, after: datetime | None = None, urgent: bool = False, **ids: int | str
) -> None:
    """Put a mail into the queue, within the caller's transaction.

    A comment and its mail are thus saved together or not at all, and the worker sees the mail only
    once both are. The queue holds *kind* and *ids*; what the mail says, and to whom, is read from
    the database when it goes out.

    :param after: not before this time
    :param urgent: before every other mail that is due
    :param ids: what the builder of *kind* is called with
    :raises KeyError: if there is no such kind of mail
    :raises TypeError: for ids that are neither numbers nor strings
    :raises ValueError: for what looks like an address
    """
    builder_of(kind)
    for name, value in ids.items():
        _refuse_what_is_no_id(name, value)
    enqueue(
        after=after or timezone.now(),
        urgent=urgent,
        kind=kind,
        ids=ids,
        identity=uuid.uuid4().hex,
    )


def _refuse_what_is_no_id(name: str, value: object) -> None:
    if not isinstance(value, int | str):
        raise TypeError(f"{name} must be a number or a string.")
    if "@" in str(value):
        raise ValueError(f"{name} looks like an address; the queue holds ids only.")
