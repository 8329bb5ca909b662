"""The worker: it sends mail, and does what else waits in the database."""

import logging
import time

from django.db import OperationalError, close_old_connections
from django.dispatch import Signal
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet
from django_tasks_db.utils import is_locked_database_exception

from .letters import QUEUES, forget_what_is_done, recover_lost_work

PAUSE = 1  # seconds between two looks into the queue
TIDY_EVERY = 300  # seconds
HOUSEKEEPING_EVERY = 3600  # seconds

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
    """Go through the queues once."""
    for queue in QUEUES:
        # A plain look first: the worker itself locks SQLite for every writer each time.
        if worker.running and due(queue).exists():
            worker.backend_name = queue
            worker.run()


def work_until_told_to_stop(worker: Worker) -> None:
    """Send mail as it becomes due, and keep the queue tidy, until SIGTERM or SIGINT."""
    # A line for each look into the queue, and one for being told to stop.
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    worker.configure_signals()
    tidied = kept_house = float("-inf")
    while worker.running:
        close_old_connections()
        try:
            if time.monotonic() - tidied >= TIDY_EVERY:
                recover_lost_work()
                forget_what_is_done()
                tidied = time.monotonic()
            if time.monotonic() - kept_house >= HOUSEKEEPING_EVERY:
                housekeeping.send(sender=None)
                kept_house = time.monotonic()
            do_what_is_due(worker)
        except OperationalError as error:
            if not is_locked_database_exception(error):
                raise
        if worker.running:
            time.sleep(PAUSE)
