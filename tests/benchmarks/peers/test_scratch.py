import socket
import time
from pathlib import Path

import pytest

from benchmarks.peers.scratch import HOST, MissingProgramError, Scratch, environment, program


@pytest.fixture
def scratch():
    made = Scratch(first_port=20_000)
    yield made
    made.close(keep=False)


def test_settings_of_this_machines_own_site_do_not_leak_in(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://the-real-one")
    assert "DATABASE_URL" not in environment({"PORT": "1"})


def test_folder_is_gone_at_the_end(scratch):
    scratch.close(keep=False)
    assert not scratch.root.exists()


def test_folder_is_kept_if_asked(scratch):
    scratch.close(keep=True)
    assert scratch.root.exists()


def test_what_a_process_started_is_stopped_with_it(scratch):
    process = scratch.start("parent", ["sh", "-c", "sleep 60 & sleep 60"])
    while len(pids := process.pids()) < 3:
        time.sleep(0.01)
    scratch.close(keep=False)
    assert not [pid for pid in pids if Path(f"/proc/{pid}/exe").exists()]


def test_memory_of_children_counts(scratch):
    process = scratch.start("parent", ["sh", "-c", "sleep 60 & sleep 60"])
    alone = process.memory()
    while len(process.pids()) < 3:
        time.sleep(0.01)
    assert process.memory() > alone / 2 > 0


def test_port_that_is_taken_is_left_alone(scratch):
    with socket.socket() as taken:
        port = scratch.port()
        taken.bind((HOST, port + 1))
        taken.listen()
        assert scratch.port() != port + 1


def test_command_that_fails_says_what_it_printed(scratch):
    with pytest.raises(RuntimeError, match="no such thing"):
        scratch.run(["sh", "-c", "echo no such thing; exit 3"])


def test_names_in_a_template_become_values(scratch):
    (scratch.root / "template").write_text("listen @HOST@:@PORT@;")
    to = scratch.write(scratch.root / "template", scratch.root / "out", host=HOST, port=81)
    assert to.read_text() == "listen 127.0.0.1:81;"


def test_missing_program_is_named():
    with pytest.raises(MissingProgramError, match="no-such-server"):
        program("no-such-server")
