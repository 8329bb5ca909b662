"""A scratch folder and the processes started in it. Both are gone at the end of a run."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
LAST_PORT = 65535
LONGEST_START = 180  # seconds
LONGEST_GOODBYE = 25
LONGEST_COMMAND = 900
STATE, PARENT, BORN = 0, 1, 19  # columns of /proc/<pid>/stat after the name, see proc(5)
PLACES = ["/usr/sbin", "/usr/local/sbin", "/usr/lib/postgresql/*/bin"]


class MissingProgramError(Exception):
    """A program that a contender needs is not installed."""


def program(*names: str) -> str:
    """Return the path of the first of these programs; the newest where there are versions.

    :raises MissingProgramError: when none is installed
    """
    for name in names:
        if found := shutil.which(name):
            return found
        for place in PLACES:
            if found := sorted(Path("/").glob(f"{place}/{name}".lstrip("/"))):
                return str(found[-1])
    raise MissingProgramError(names[0])


def as_user(name: str) -> list[str]:
    """Return what goes before a command so that root runs it as *name*, which others need not."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={name}", f"--regid={name}", "--clear-groups"]


@dataclass
class Process:
    """A server, with all that it starts."""

    name: str
    popen: subprocess.Popen
    stop_signal: int
    log: Path

    def pids(self) -> list[int]:
        """Return the process and everything below it."""
        children: dict[int, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            if stat := _stat(int(folder.name)):
                children.setdefault(int(stat[PARENT]), []).append(int(folder.name))
        found = [self.popen.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def memory(self) -> int:
        """Return the bytes of memory it takes; what processes share is counted once (PSS)."""
        total = 0
        for pid in self.pids():
            with suppress(OSError):
                lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
                total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return total * 1024

    def stop(self) -> None:
        """Tell it to stop, kill what is left, and return once nothing of it runs."""
        born = {pid: stat[BORN] for pid in self.pids() if (stat := _stat(pid))}
        if self.popen.poll() is None:
            self.popen.send_signal(self.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.popen.wait(LONGEST_GOODBYE)
        # A number may belong to another process by now: its time of birth tells.
        for pid, when in born.items():
            if _lives(pid, when):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        while any(_lives(pid, when) for pid, when in born.items()):
            time.sleep(0.01)
        self.popen.wait()


def _stat(pid: int) -> list[str]:
    """Return what ``/proc/<pid>/stat`` says after the name, [] where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _lives(pid: int, born: str) -> bool:
    stat = _stat(pid)
    return bool(stat) and stat[BORN] == born and stat[STATE] != "Z"


class Scratch:
    """Files, ports and processes of one run."""

    def __init__(self, first_port: int) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="benchmark-of-peers-"))
        self.root.chmod(0o755)  # database servers run under names of their own
        self.processes: list[Process] = []
        self._next_port = first_port

    def folder(self, name: str, *, owner: str = "") -> Path:
        """Return a folder below the scratch folder, made on first use."""
        path = self.root / name
        path.mkdir(parents=True, exist_ok=True)
        if owner and os.geteuid() == 0:
            user = pwd.getpwnam(owner)
            os.chown(path, user.pw_uid, user.pw_gid)
        return path

    def port(self) -> int:
        """Return a port of the loopback interface that nobody listens on."""
        while self._next_port < LAST_PORT:
            self._next_port += 1
            with socket.socket() as probe:
                if probe.connect_ex((HOST, self._next_port)):
                    return self._next_port
        raise RuntimeError("There is no free port.")

    def write(self, template: Path, to: Path, **values: object) -> Path:
        """Copy a file; ``@NAME@`` in it becomes the value of *name*."""
        text = template.read_text()
        for name, value in values.items():
            text = text.replace(f"@{name.upper()}@", str(value))
        to.write_text(text)
        return to

    def run(
        self,
        command: list[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        text: str | None = None,
    ) -> str:
        """Run a command to its end and return what it printed.

        :raises RuntimeError: when it fails, with the end of its output
        """
        done = subprocess.run(  # noqa: S603 - commands of this package only
            command,
            cwd=cwd or self.root,
            env=environment(env),
            input=text,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )
        if done.returncode:
            said = (done.stdout + done.stderr)[-2000:]
            raise RuntimeError(f"{' '.join(command[:6])} … ended with {done.returncode}:\n{said}")
        return done.stdout

    def start(
        self,
        name: str,
        command: list[str],
        *,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stop_signal: int = signal.SIGTERM,
    ) -> Process:
        """Start a server in a process group of its own; it is stopped at the end of the run."""
        log = self.folder("logs") / f"{name}.log"
        with log.open("ab") as output:
            popen = subprocess.Popen(  # noqa: S603 - commands of this package only
                command,
                cwd=cwd or self.root,
                env=environment(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(name, popen, stop_signal, log)
        self.processes.append(process)
        return process

    def stop(self, process: Process) -> None:
        process.stop()
        self.processes.remove(process)

    def close(self, *, keep: bool) -> None:
        """Stop everything, the last one first, and remove the folder unless it is kept."""
        for process in reversed(list(self.processes)):
            self.stop(process)
        if not keep:
            shutil.rmtree(self.root, ignore_errors=True)


def environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """Return a plain environment: settings of the caller's own site must not leak in."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **(extra or {})}


def wait_for(process: Process, address: int | Path) -> None:
    """Wait until a port or a socket of *process* takes connections.

    :raises RuntimeError: when it ends before that, or takes too long
    """
    over_at = time.monotonic() + LONGEST_START
    while time.monotonic() < over_at and process.popen.poll() is None:
        kind = socket.AF_UNIX if isinstance(address, Path) else socket.AF_INET
        with socket.socket(kind) as probe:
            target = str(address) if isinstance(address, Path) else (HOST, address)
            if not probe.connect_ex(target):
                return
        time.sleep(0.02)
    said = process.log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{process.name} does not answer at {address}:\n{said}")
