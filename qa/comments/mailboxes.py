"""How often a mailbox is asked to confirm a comment, and whether its owner wants to be asked.

Anybody can type any address, so these are the mails that strangers can have us send. They are
counted where they are queued, in one row for each mailbox: the count is exact, and holds when the
cache is down. A mail whose comment was confirmed no longer counts: its owner wanted it.
"""

from datetime import datetime, timedelta
from math import ceil

from django.db.transaction import atomic
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from site_core.foundation.client import keyed

from .links import CONFIRM_WITHIN
from .models import Mailbox, Receipt

AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
IN_AN_HOUR, IN_A_DAY = 5, 10  # to one mailbox
FOR_A_COMMENT = 3  # a day
QUIET = timedelta(days=30)  # after its owner has said stop

# When a mail was asked for, and for which comment.
Turn = tuple[datetime, int]


def mailbox_key(email: str) -> str:
    """Return what stands for the mailbox of an address, "" for none.

    "ada+news@…" is the mailbox of "ada@…" with most providers (RFC 5233): one more sign would
    otherwise be one more limit.
    """
    local, at, host = email.rpartition("@")
    return keyed(f"{local.partition('+')[0]}{at}{host}", salt="mailbox")


def seconds_until_turn(email: str) -> int:
    """Return 0, or in how many seconds the owner of *email* may be asked about one more comment."""
    mailbox = Mailbox.objects.filter(key=mailbox_key(email)).first()
    return _wait(mailbox, None, timezone.now()) if mailbox else 0


@atomic
def take_turn(email: str, comment_id: int) -> int:
    """Return 0 and count one mail, or in how many seconds the next one may be sent.

    The row is locked until the end of the transaction, so that many at once are counted one by one.
    """
    now = timezone.now()
    mailbox, _is_new = Mailbox.objects.select_for_update().get_or_create(
        key=mailbox_key(email), defaults={"changed_at": now}
    )
    wait = _wait(mailbox, comment_id, now)
    if wait:
        return wait
    lately = [turn for turn in _turns(mailbox) if turn[0] > now - CONFIRM_WITHIN]
    mailbox.asked = [[when.isoformat(), pk] for when, pk in (*lately, (now, comment_id))]
    mailbox.changed_at = now
    mailbox.save(update_fields=["asked", "changed_at"])
    return 0


def was_asked_lately(email: str, comment_id: int) -> bool:
    """Return whether a mail about the comment was queued whose link still works."""
    mailbox = Mailbox.objects.filter(key=mailbox_key(email)).first()
    since = timezone.now() - CONFIRM_WITHIN
    turns = _turns(mailbox) if mailbox else []
    return any(pk == comment_id and when > since for when, pk in turns)


def stop_asking(receipt: Receipt) -> None:
    """Ask the owner of the receipt's address to confirm nothing for 30 days.

    For the link in a mail only, which nobody but the owner can have. It confirms nothing, and what
    the owner has asked for before goes on.
    """
    key, now = mailbox_key(receipt.comment.user_email), timezone.now()
    if key:
        Mailbox.objects.update_or_create(
            key=key, defaults={"quiet_until": now + QUIET, "changed_at": now}
        )


def ask_again(email: str) -> None:
    """Take back :func:`stop_asking`: the owner of *email* has confirmed a comment after all."""
    Mailbox.objects.filter(key=mailbox_key(email)).update(quiet_until=None)


def is_quiet(email: str) -> bool:
    """Return whether the owner of *email* wants to be asked nothing now."""
    quiet = Mailbox.objects.filter(key=mailbox_key(email), quiet_until__gt=timezone.now())
    return quiet.exists()


def forget_old() -> None:
    """Delete the rows that no limit and no wish depends on any more."""
    now = timezone.now()
    old = Mailbox.objects.filter(changed_at__lt=now - CONFIRM_WITHIN)
    old.exclude(quiet_until__gt=now).delete()


def _wait(mailbox: Mailbox, comment_id: int | None, now: datetime) -> int:
    if mailbox.quiet_until and mailbox.quiet_until > now:
        return ceil((mailbox.quiet_until - now).total_seconds())
    turns = _unanswered(mailbox)
    times = [when for when, _pk in turns]
    of_comment = [when for when, pk in turns if pk == comment_id]
    return max(
        _until_free(times, IN_AN_HOUR, AN_HOUR, now),
        _until_free(times, IN_A_DAY, A_DAY, now),
        _until_free(of_comment, FOR_A_COMMENT, A_DAY, now),
    )


def _until_free(times: list[datetime], number: int, period: timedelta, now: datetime) -> int:
    recent = sorted(when for when in times if when > now - period)
    if len(recent) < number:
        return 0
    return max(1, ceil((recent[-number] + period - now).total_seconds()))


def _turns(mailbox: Mailbox) -> list[Turn]:
    return [(parse_datetime(when), pk) for when, pk in mailbox.asked]


def _unanswered(mailbox: Mailbox) -> list[Turn]:
    turns = _turns(mailbox)
    asked = Receipt.objects.filter(pk__in={pk for _when, pk in turns})
    answered = set(asked.filter(confirmed_at__isnull=False).values_list("pk", flat=True))
    return [turn for turn in turns if turn[1] not in answered]
