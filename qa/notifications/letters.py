"""What became of the mails: which failed, which wait too long, and how both are helped."""

from datetime import datetime, timedelta

from django.core.management import call_command
from django.db.models import Case, F, When
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet, get_date_max

from .tasks import ATTEMPTS, MailFailed, deliver

# No attempt takes this long, and no living worker leaves a mail this long.
TOO_LONG = timedelta(minutes=15)
# The same of purges: where one is done twice, nothing but time is lost.
TOO_LONG_FOR_A_PURGE = timedelta(minutes=2)
KEPT_DAYS = 14
QUEUES = ("purges", "mail")  # none waits for another


def letters() -> DBTaskResultQuerySet:
    """Return every attempt in the queue, waiting, running or finished."""
    return DBTaskResult.objects.filter(task_path=deliver.module_path)


def failed_letters() -> DBTaskResultQuerySet:
    """Return the mails that were given up, the latest first."""
    return letters().failed().order_by("-finished_at", "pk")


def late_letters() -> DBTaskResultQuerySet:
    """Return the mails that should have gone out long ago: there seems to be no worker."""
    return letters().filter(status=TaskResultStatus.READY, run_after__lt=timezone.now() - TOO_LONG)


def due_since() -> Case:
    """Return since when a task is to be done, as a column to annotate the queue with.

    What is to be done at once stands there with the last date there is.
    """
    return Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))


def late_purges() -> DBTaskResultQuerySet:
    """Return the purges that should have been done long ago; those that failed wait their time."""
    waiting = DBTaskResult.objects.filter(backend_name="purges", status=TaskResultStatus.READY)
    return waiting.alias(due=due_since()).filter(due__lt=timezone.now() - TOO_LONG)


def waiting_for(kind: str) -> list[dict]:
    """Return what each mail of *kind* is about that waits for its time or for another attempt.

    :return: the ids that it was asked for with
    """
    ready = letters().filter(status=TaskResultStatus.READY, args_kwargs__kwargs__kind=kind)
    return list(ready.order_by().values_list("args_kwargs__kwargs__ids", flat=True))


def kind_of(letter: DBTaskResult) -> str:
    return letter.args_kwargs["kwargs"]["kind"]


def first_tried(letter: DBTaskResult) -> datetime | None:
    earlier = letter.args_kwargs["kwargs"].get("first_tried")
    return parse_datetime(earlier) if earlier else letter.started_at


def last_tried(letter: DBTaskResult) -> datetime | None:
    return letter.finished_at


def attempts_of(letter: DBTaskResult) -> int:
    """Return how often a worker took up the mail, in this row and in the rows before it."""
    return letter.args_kwargs["kwargs"].get("attempt", 1) - 1 + len(letter.worker_ids)


def error_of(letter: DBTaskResult) -> str:
    """Return the name of the error, never its text: that may hold an address."""
    if letter.exception_class_path.rpartition(".")[2] == MailFailed.__name__:
        return letter.traceback.rstrip().rpartition(": ")[2]
    return letter.exception_class_path.rpartition(".")[2]


def try_again(chosen: DBTaskResultQuerySet) -> int:
    """Let the worker try the failed mails among *chosen* at once; return their number.

    Each gets one attempt, and is back in the list if that fails too.
    """
    return _ready_again(chosen.failed())


def recover_lost_work() -> None:
    """Give back what killed workers were at: its rows would say RUNNING for ever.

    The worker may have been killed after sending, so a mail can go out twice, but never not at
    all. What has taken down worker after worker is given up.
    """
    for queue, longest in (("purges", TOO_LONG_FOR_A_PURGE), ("mail", TOO_LONG)):
        lost = DBTaskResult.objects.filter(
            backend_name=queue,
            status=TaskResultStatus.RUNNING,
            started_at__lt=timezone.now() - longest,
        )
        for task in lost:
            if len(task.worker_ids) >= ATTEMPTS:
                task.set_failed(MailFailed("WorkerKilled"))
        _ready_again(lost)


def forget_what_is_done() -> None:
    """Delete what was finished, well or badly, more than ``KEPT_DAYS`` days ago."""
    for queue in QUEUES:
        call_command(
            "prune_db_task_results",
            f"--backend={queue}",
            f"--min-age-days={KEPT_DAYS}",
            verbosity=0,
        )


def _ready_again(rows: DBTaskResultQuerySet) -> int:
    return rows.order_by().update(
        status=TaskResultStatus.READY,
        run_after=timezone.now(),
        started_at=None,
        finished_at=None,
        exception_class_path="",
        traceback="",
    )
