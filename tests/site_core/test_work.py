"""The mail worker as a service of its own."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from qa.delivery.purging import purge_addresses
from site_core.serve import run_command
from tests.qa.notifications.processes import environment


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def worker(closed_port: int, transactional_db) -> Iterator[subprocess.Popen]:
    variables = environment(
        METRICS_ADDRESS=f"127.0.0.1:{closed_port}", FRONT_CACHE_URLS="http://127.0.0.1:1"
    )
    command = [sys.executable, "-m", "site_core.work"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=variables)
    yield process
    process.terminate()
    process.wait(60)


def metrics(port: int) -> str:
    try:
        return urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60).read().decode()
    except URLError:
        return ""


def test_it_tells_how_often_caches_could_not_be_purged(worker, closed_port: int) -> None:
    purge_addresses.enqueue(addresses=["http://localhost/"])
    deadline = time.monotonic() + 60
    while 'site_purges_total{result="failed"}' not in metrics(closed_port):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0


def test_what_keeps_a_helper_from_running_is_told_in_a_sentence() -> None:
    with pytest.raises(SystemExit, match=r"serve_metrics: Set METRICS_ADDRESS"):
        run_command("serve_metrics")
