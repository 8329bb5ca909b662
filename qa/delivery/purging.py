"""What changed is dropped: here at once when it is committed, in caches in front by the worker."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from itertools import chain, islice

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from wagtail.contrib.frontend_cache.tasks import purge_urls_from_cache_task

from site_core.foundation.metrics import purges

from .addresses import OF_PIECES, addresses_of
from .shelf import KEPT, shelf

AT_A_TIME = 100  # addresses; one that fails has these tried again, no more
# Seconds before each further attempt: until nothing is kept any longer that it should have dropped.
DELAYS = (1, 5, 30, 120, *[600] * 6)
# The same where the clock has not heard of a change: until no copy is left from before it.
UNTIL_HEARD = (1, 5, 30, *[60] * (KEPT // 60))

logger = logging.getLogger(__name__)


class _Batch:
    """Everything that one transaction touches; called when it is committed."""

    __qualname__ = "qa.delivery.purging.touch"  # as Django's log names it if it fails

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.addresses: set[str] = set()
        self.is_done = False
        self.__qualname__ = type(self).__qualname__

    def __call__(self) -> None:
        self.is_done = True
        names = sorted(self.names)
        is_heard = shelf.advance(names)
        if settings.WAGTAILFRONTENDCACHE or not is_heard:
            # What only pieces stand on is told where they are to be dropped, and no address has it.
            told = {
                "names": [name for name in names if not (is_heard and name.startswith(OF_PIECES))],
                "addresses": sorted(self.addresses),
                "is_heard": is_heard,
            }
            if not _waits(told):
                purge.enqueue(**told)


def _waits(told: dict) -> bool:
    """Return whether a worker is yet to begin with the same: it then comes after this change, too.

    A busy discussion changes faster than caches in front are told of it.
    """
    waiting = DBTaskResult.objects.ready().filter(task_path=purge.module_path)
    return waiting.filter(args_kwargs={"args": [], "kwargs": told}).exists()


def touch(*names: str, addresses: Iterable[str] = ()) -> None:
    """Say that whatever shows one of *names* changes with what is written now.

    The copies are dropped when that is committed, all that one transaction touches together.

    :param addresses: where something stood until now that nobody could look up later
    """
    batch = _batch_of_transaction() if connection.in_atomic_block else _Batch()
    batch.names.update(names)
    batch.addresses.update(addresses)
    if not connection.in_atomic_block:
        batch()


def _batch_of_transaction() -> _Batch:
    """Return the batch that is called when the present transaction is committed."""
    for _savepoints, function, _robust in reversed(connection.run_on_commit):
        if isinstance(function, _Batch) and not function.is_done:
            return function
    batch = _Batch()
    # As transaction.on_commit() does, but for the transaction rather than its innermost savepoint:
    # one batch is enough. If only a savepoint is rolled back, copies are dropped in vain.
    connection.run_on_commit.append((set(), batch, True))
    return batch


@task(backend="purges")
def purge(
    *, names: list[str], addresses: list[str], is_heard: bool = True, attempt: int = 0
) -> None:
    """Tell the caches in front which addresses changed, some at a time.

    :param addresses: those to purge beside the ones that show *names*
    :param is_heard: whether the pages kept here were dropped; if not, they are now
    :param attempt: how often it was tried before
    """
    is_late = not (is_heard or shelf.advance(names))
    if is_late:
        # Once more when it has heard: until then, other nodes may send what they have kept.
        delays = UNTIL_HEARD
        _try_again(purge, attempt, delays, names=names, addresses=addresses, is_heard=False)
    if settings.WAGTAILFRONTENDCACHE and not (is_late and attempt):
        changed = chain(addresses, addresses_of(set(names)))
        first = list(islice(changed, AT_A_TIME))
        while some := list(islice(changed, AT_A_TIME)):
            purge_addresses.enqueue(addresses=some)
        purge_addresses.call(addresses=first)  # mostly all, and not worth a task of its own


@task(backend="purges")
def purge_addresses(
    *, addresses: list[str], attempt: int = 0, caches: list[str] | None = None
) -> None:
    """Have the caches in front drop the pages at *addresses*.

    Where one fails the others are told all the same. It is told again later, and so are those that
    are named after it: they may have asked it meanwhile.

    :param caches: names of those to tell, the nearest to the site first; all without it
    """
    named = caches or list(settings.WAGTAILFRONTENDCACHE)
    failed = [number for number, name in enumerate(named) if not _is_told(name, addresses)]
    purges.labels("failed" if failed else "done").inc(len(addresses))
    if failed:
        again = named[failed[0] :]
        _try_again(purge_addresses, attempt, DELAYS, addresses=addresses, caches=again)


def _is_told(cache: str, addresses: list[str]) -> bool:
    """Tell one cache, return whether it obeys."""
    try:
        purge_urls_from_cache_task.call(addresses, backends=[cache])
    except OSError as error:
        logger.warning("A cache in front (%s) was not told of a change: %s.", cache, error)
        return False
    return True


def _try_again(work, attempt: int, delays: tuple[int, ...], **arguments) -> None:
    """Have *work* done once more, after longer and longer *delays*, and at last no longer."""
    if attempt >= len(delays):
        raise TimeoutError("Gave up; what is kept holds until its time is over.")
    after = timezone.now() + timedelta(seconds=delays[attempt])
    work.using(run_after=after).enqueue(attempt=attempt + 1, **arguments)
