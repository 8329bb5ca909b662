from django.apps import AppConfig
from django_tasks.signals import task_finished, task_started

from .context import task_id


class OperationsConfig(AppConfig):
    name = "site_core.operations"
    label = "operations"

    def ready(self) -> None:
        task_started.connect(_note_task)
        task_finished.connect(_forget_task)


def _note_task(task_result, **kwargs) -> None:
    task_id.set(str(task_result.id))


def _forget_task(**kwargs) -> None:
    task_id.set("")
