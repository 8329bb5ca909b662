"""The worker: it sends mail, and does what else waits in the database or for its time.

Each queue has a thread of its own, with a connection of its own, and so has what is done now and
then: a mail server that hangs keeps no old page in front, and nothing waits for housekeeping.
"""

import logging
import signal
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, close_old_connections, connections
from django.dispatch import Signal
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet
from django_tasks_db.utils import is_locked_database_exception

from .letters import QUEUES, forget_what_is_done, recover_lost_work

PAUSE = 1  # seconds between two looks at what is to be done
# The same for a queue that readers wait for: one or two percent of a processor.
SHORT_PAUSE = 0.1
LONGEST_GOODBYE = 15  # seconds in which what was begun may come to its end
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)

logger = logging.getLogger(__name__)

# Sent by the worker now and then, for other rooms to forget what need not be kept.
housekeeping = Signal()


def new_worker(queue: str = "mail") -> Worker:
    """Return a worker whose ``run()`` does everything in *queue* that is due and then returns."""
    return Worker(
        queue_names=["*"],
        excluded_queue_names=[],
        backend_name=queue,
        batch=True,
        interval=0,
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def due(queue: str) -> DBTaskResultQuerySet:
    """Return what waits in *queue* and need not wait any longer."""
    return DBTaskResult.objects.ready().filter(backend_name=queue)


def do_what_is_due(worker: Worker) -> None:
    """Go through the queue of *worker* once.

    :raises OperationalError: if the database does not answer; that it is locked passes
    """
    try:
        # A plain look first: the worker itself locks SQLite for every writer each time.
        if due(worker.backend_name).exists():
            worker.run()
    except OperationalError as error:
        if not is_locked_database_exception(error):
            raise


def publish_what_is_planned() -> None:
    """Publish pages, and take back others, at the time that their editors chose."""
    call_command("publish_scheduled")


def keep_house() -> None:
    """Have other rooms forget what need not be kept."""
    housekeeping.send(sender=None)


# What is done now and then, and after how many seconds again.
CHORES = {
    publish_what_is_planned: 60,
    recover_lost_work: 300,
    forget_what_is_done: 300,
    keep_house: 3600,
}


def do_chore(chore: Callable[[], None]) -> bool:
    """Do what is done now and then; return whether its next time has come by that.

    What fails is logged, and keeps nothing else from being done.

    :raises OperationalError: if the database does not answer; that it is locked passes
    """
    try:
        chore()
    except OperationalError as error:
        if not is_locked_database_exception(error):
            raise
        return False
    except Exception:
        logger.exception("The worker could not do this: %s", chore.__name__)
    return True


class Duty(Thread):
    """A part of the work; what ends it is in *error*."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        super().__init__(name=name, daemon=True)  # one that hangs cannot keep the process
        self._work = work
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._work()
        except BaseException as error:  # noqa: BLE001 - the main thread raises it again
            self.error = error
        finally:
            connections.close_all()


def work_until_told_to_stop() -> None:
    """Do all that waits as it becomes due, until SIGTERM or SIGINT; the same once more kills.

    If one part of the work ends, all of it does, so that it is begun anew as a whole.

    :raises OperationalError: if the database does not answer
    """
    # A line for each look into the queue.
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    told_to_stop: list[int] = []

    def stop(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        told_to_stop.append(number)

    for number in ENDING:
        signal.signal(number, stop)
    is_over = Event()
    workers = [new_worker(queue) for queue in QUEUES]
    duties = [
        *(Duty(one.backend_name, partial(_look_after, one, is_over)) for one in workers),
        Duty("chores", partial(_do_chores, is_over)),
    ]
    for duty in duties:
        duty.start()
    while not told_to_stop and all(duty.is_alive() for duty in duties):
        time.sleep(0.2)
    for worker in workers:
        worker.running = False
    is_over.set()
    _say_goodbye(duties)


def _look_after(worker: Worker, is_over: Event) -> None:
    """Do what becomes due in the queue of *worker*."""
    readers_wait = worker.backend_name == "purges" and settings.WAGTAILFRONTENDCACHE
    looked_at = float("-inf")
    while not is_over.is_set():
        if time.monotonic() - looked_at >= PAUSE:
            close_old_connections()  # opening SQLite anew takes longer than the look
            looked_at = time.monotonic()
        do_what_is_due(worker)
        is_over.wait(SHORT_PAUSE if readers_wait else PAUSE)


def _do_chores(is_over: Event) -> None:
    done_at = dict.fromkeys(CHORES, float("-inf"))
    while not is_over.is_set():
        for chore, every in CHORES.items():
            if time.monotonic() - done_at[chore] < every or is_over.is_set():
                continue
            close_old_connections()
            if do_chore(chore):
                done_at[chore] = time.monotonic()
        is_over.wait(PAUSE)


def _say_goodbye(duties: list[Duty]) -> None:
    """Wait until what was begun is done, and raise what ended a duty before."""
    latest = time.monotonic() + LONGEST_GOODBYE
    for duty in duties:
        duty.join(max(0, latest - time.monotonic()))
        if duty.is_alive():
            logger.warning("The worker ends in the middle of this: %s", duty.name)
    for duty in duties:
        if duty.error:
            raise duty.error
