"""The start of the site and its end, with the mail worker beside the server."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from qa.notifications.letters import letters
from qa.notifications.tasks import deliver
from site_core import serve as serving
from tests.factories import UserFactory, home_page
from tests.qa.notifications.processes import environment


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


# Stand-ins for the server and the worker: each notes its process, and then lives on or not.
BOTH = """
import os, sys, time
from functools import partial
from site_core.processes import run_together
def work(file, then):
    with open(file, "a") as noted:
        print(os.getpid(), time.monotonic(), file=noted)
    exec(then)
folder, server, worker = sys.argv[1:]
helpers = {"worker": partial(work, f"{folder}/worker", worker)}
sys.exit(run_together(partial(work, f"{folder}/server", server), helpers))
"""
LIVE, DIE = "time.sleep(60)", "sys.exit(1)"


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "It did not come about within a minute."
        time.sleep(0.05)


def starts(folder: Path, name: str) -> dict[int, float]:
    """Return the processes that have been started as *name*, each with its second of start."""
    file = folder / name
    lines = file.read_text().splitlines() if file.exists() else []
    return {int(process): float(second) for process, second in map(str.split, lines)}


def processes(folder: Path, name: str) -> list[int]:
    return list(starts(folder, name))


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def start_both(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen]]:
    """Return a function that starts a stand-in server with a stand-in worker beside it."""
    started = []

    def start(*, server: str = LIVE, worker: str = LIVE) -> subprocess.Popen:
        command = [sys.executable, "-c", BOTH, str(tmp_path), server, worker]
        started.append(
            subprocess.Popen(
                command, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, start_new_session=True
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
    for left in processes(tmp_path, "server") + processes(tmp_path, "worker"):
        if is_alive(left):
            os.kill(left, signal.SIGKILL)
    for process in started:  # last: what it started holds the other end of the pipe
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_server_and_worker_end_together(number: int, start_both, tmp_path: Path) -> None:
    both = start_both()
    wait_until(lambda: processes(tmp_path, "server") and processes(tmp_path, "worker"))
    both.send_signal(number)
    assert both.wait(60) == 128 + signal.SIGTERM
    assert not is_alive(processes(tmp_path, "server")[0])
    assert not is_alive(processes(tmp_path, "worker")[0])


def test_the_worker_ends_with_the_server_and_its_exit_code_is_passed_on(
    start_both, tmp_path: Path
) -> None:
    both = start_both(server="time.sleep(1); sys.exit(7)")
    assert both.wait(60) == 7
    assert not any(map(is_alive, processes(tmp_path, "worker")))


def test_a_dead_worker_is_started_again_while_the_server_stays(start_both, tmp_path: Path) -> None:
    start_both(worker=DIE)
    wait_until(lambda: len(processes(tmp_path, "worker")) > 1)
    assert len(processes(tmp_path, "server")) == 1
    assert is_alive(processes(tmp_path, "server")[0])


def test_a_worker_that_keeps_dying_is_started_ever_more_rarely(start_both, tmp_path: Path) -> None:
    start_both(worker=DIE)
    wait_until(lambda: len(processes(tmp_path, "worker")) == 4)
    first, *_others, fourth = starts(tmp_path, "worker").values()
    assert fourth - first > 5  # 1 + 2 + 4 seconds


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture
def start_site(free_port: int, transactional_db) -> Iterator[Callable[..., subprocess.Popen]]:
    """Return a function that serves the site with real server and worker, and waits for both."""
    home_page()
    UserFactory(admin=True)  # so that there is neither a demo to load nor a password to print
    started = []

    def start(**variables: str) -> subprocess.Popen:
        started.append(
            subprocess.Popen(
                [sys.executable, *"-m site_core.serve --workers 1 --port".split(), str(free_port)],
                cwd=settings.BASE_DIR,
                env=environment(SITE_URL=f"http://127.0.0.1:{free_port}", **variables),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        wait_until(lambda: is_served(free_port))
        return started[-1]

    yield start
    for process in started:
        process.terminate()
        process.communicate()


def is_served(port: int) -> bool:
    """Whether a page comes back, and not only a connection: it is open before the app is loaded."""
    try:
        return urlopen(f"http://127.0.0.1:{port}/", timeout=60).status == 200
    except URLError:
        return False


def test_the_site_sends_its_mail_and_stops_when_told(start_site, free_port: int) -> None:
    site = start_site(EMAIL_URL="dummy:", LOG_LEVEL="WARNING")
    deliver.enqueue(kind="unknown", ids={}, identity="a1")
    wait_until(lambda: letters().successful().exists())  # a second attempt is in the queue now
    site.send_signal(signal.SIGTERM)
    output, _ = site.communicate(timeout=60)
    assert site.returncode == 0
    assert [line for line in output.splitlines() if "of kind unknown failed" not in line] == [
        f"The site:  http://127.0.0.1:{free_port}/",
        f"The admin: http://127.0.0.1:{free_port}/admin/",
    ]
    assert not is_served(free_port)


def children(process: int) -> list[int]:
    """Return the processes that *process* has started, and those that they have."""
    found = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [one for child in map(int, found) for one in (child, *children(child))]


def memory(process: int) -> dict[str, int]:
    """Return the kilobytes that the kernel tells of *process*, by its names for them."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


@pytest.mark.skipif(not Path("/proc").exists(), reason="Memory is read as Linux tells it.")
def test_the_processes_share_what_they_have_imported(start_site) -> None:
    site = start_site(EMAIL_URL="dummy:", TASK_WORKER="true")
    taken = list(map(memory, children(site.pid)))
    assert len(taken) == 3  # the server, its worker, and the one that sends mail
    assert all(one["Private_Dirty"] < one["Rss"] / 2 for one in taken)


LOADED = """
import threading
from site_core.serve import load_site
load_site()
from django.db import connections
print(threading.active_count(), [one.alias for one in connections.all() if one.connection])
"""


def test_nothing_that_a_fork_would_break_is_there_before_it(db) -> None:
    said = subprocess.run(
        [sys.executable, "-c", LOADED],
        cwd=settings.BASE_DIR,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "1 []\n"


def test_a_node_can_leave_the_database_to_another_machine(monkeypatch, free_port: int) -> None:
    prepared, served = [], []
    monkeypatch.setattr(serving.subprocess, "run", lambda command, **how: prepared.append(command))
    monkeypatch.setattr(serving, "run_together", lambda *work: served.append(work))
    monkeypatch.setattr(serving, "load_site", lambda: None)
    monkeypatch.setattr(sys, "argv", ["serve", "--no-prepare", "--port", str(free_port)])
    with pytest.raises(SystemExit):
        serving.main()
    assert (prepared, len(served)) == ([], 1)


def test_whoever_runs_the_worker_otherwise_gets_the_server_alone(start_site) -> None:
    site = start_site(EMAIL_URL="dummy:", TASK_WORKER="false")
    deliver.enqueue(kind="unknown", ids={}, identity="a1")
    time.sleep(2)
    assert letters().get().status == "READY"
    site.send_signal(signal.SIGTERM)
    assert site.wait(60) == 0


@pytest.mark.parametrize(("address", "kept"), [(None, 1), ("smtp://localhost", 0)])
def test_where_there_is_no_mail_server_it_is_said_where_mail_is(
    address: str | None, kept: int
) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "EMAIL_URL"}
    said = subprocess.run(
        [sys.executable, "-c", "from site_core.serve import *; say_where_things_are()"],
        cwd=settings.BASE_DIR,
        env=variables | ({"EMAIL_URL": address} if address else {}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.count("Mail is kept in var/mail/ until EMAIL_URL is set.") == kept
