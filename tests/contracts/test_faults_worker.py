"""The worker is killed while it tells a cache in front: the next one tells it."""

import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.delivery.purging import purge
from qa.notifications.letters import TOO_LONG_FOR_A_PURGE, recover_lost_work
from qa.notifications.worker import new_worker
from tests.factories import QAPageFactory
from tests.qa.delivery.test_purging import Recording
from tests.qa.notifications.processes import environment

KILLED_AT_A_PURGE = """
import os, signal, django
django.setup()
from unittest.mock import patch
from qa.notifications.worker import new_worker
with patch("qa.delivery.purging.addresses_of", lambda _: os.kill(os.getpid(), signal.SIGKILL)):
    new_worker("purges").run()
"""


@pytest.mark.django_db(transaction=True)
def test_purge_survives_the_worker_that_is_killed_at_it(settings, monkeypatch) -> None:
    monkeypatch.setattr(Recording, "told", [])
    settings.WAGTAILFRONTENDCACHE = {
        "cache1": {"BACKEND": "tests.qa.delivery.test_purging.Recording"}
    }
    article = QAPageFactory()
    DBTaskResult.objects.all().delete()
    purge.enqueue(names=[f"page:{article.pk}"], addresses=[])
    die_at_work()
    rows = DBTaskResult.objects.filter(status="RUNNING")
    assert rows.update(started_at=timezone.now() - TOO_LONG_FOR_A_PURGE) == 1
    recover_lost_work()
    new_worker("purges").run()
    assert article.full_url in Recording.told


def die_at_work() -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_A_PURGE],
        cwd=settings.BASE_DIR,
        env=environment(FRONT_CACHE_URLS="http://127.0.0.1:9"),
        check=False,
        timeout=120,
    )
    assert killed.returncode == -signal.SIGKILL
