"""What a worker logs can be traced to the task it works on."""

import pytest

from qa.notifications.letters import letters
from qa.notifications.tasks import deliver
from site_core.operations import context

pytestmark = pytest.mark.django_db


def test_while_a_task_runs_its_id_is_known_and_afterwards_none(deliver_mail, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(
        "qa.notifications.tasks.builder_of",
        lambda kind: lambda **ids: seen.append(context.task_id.get()),
    )
    deliver.enqueue(kind="greeting", ids={}, identity="a1")
    deliver_mail()
    assert seen == [str(letters().get().pk)]
    assert context.task_id.get() == ""
