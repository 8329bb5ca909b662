"""What the processes of the site count comes together where Prometheus asks."""

import signal
import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from prometheus_client import generate_latest

from site_core.operations.management.commands.serve_metrics import FOLDER, registry_of

COUNT = "from site_core.foundation.metrics import purges; purges.labels('done').inc(2)"


@pytest.mark.django_db
def test_the_counts_of_all_processes_are_added(tmp_path, monkeypatch, settings) -> None:
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", COUNT],
            cwd=settings.BASE_DIR,
            env={FOLDER: str(tmp_path)},
            check=True,
        )
    served = generate_latest(registry_of(str(tmp_path))).decode()
    assert 'site_purges_total{result="done"} 4.0' in served
    assert "site_database_up 1.0" in served


def test_without_an_address_it_is_said_what_one_looks_like(settings) -> None:
    settings.METRICS_ADDRESS = None
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:9400"):
        call_command("serve_metrics")


def test_a_port_that_is_taken_ends_in_one_sentence(settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.METRICS_ADDRESS = other.getsockname()
        with pytest.raises(CommandError, match="cannot serve the metrics"):
            call_command("serve_metrics")


def test_after_it_the_process_can_be_told_to_stop_as_before(settings) -> None:
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings.METRICS_ADDRESS = other.getsockname()
        with pytest.raises(CommandError):
            call_command("serve_metrics")
    left = signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    assert left == mask
