"""The start of the site, as far as it can be refused."""

import re
import socket
import subprocess
import sys

import pytest
from django.conf import settings


def serve(port: int) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "site_core.serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


@pytest.fixture
def busy_port():
    """A port of this machine that another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_busy_port_ends_in_one_sentence_and_a_failure(busy_port: int) -> None:
    refused = serve(busy_port)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert refused.stderr.startswith(f"Port {busy_port} cannot be used")


def test_whoever_meets_a_busy_port_is_told_how_to_take_another(busy_port: int) -> None:
    assert f"PORT={busy_port + 1} make run" in serve(busy_port).stderr


def test_a_busy_port_is_noticed_before_anything_is_prepared(busy_port: int) -> None:
    assert serve(busy_port).stdout == ""


@pytest.mark.parametrize("port", [-1, 65535 + 1])
def test_for_a_port_that_cannot_be_one_that_can_is_proposed(port: int) -> None:
    refused = serve(port)
    assert refused.returncode == 1
    assert 0 < int(re.search(r"PORT=(-?\d+) make run", refused.stderr)[1]) <= 65535
