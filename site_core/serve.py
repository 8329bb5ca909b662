"""Serves the site with the production app server: `python -m site_core.serve --port 8000`."""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from tempfile import TemporaryDirectory

LAST_PORT = 65535
LONGEST_PAUSE = 60  # seconds
LONGEST_GOODBYE = 20  # seconds a child may take to end


def main() -> None:
    """Check the port, bring the database up to date, say where the site is and serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument(
        "--no-prepare", action="store_true", help="the database is brought up to date elsewhere"
    )
    options = parser.parse_args()
    _refuse_a_busy_port(options.host, options.port)
    os.environ["PORT"] = str(options.port)  # the default of SITE_URL ends in it
    from site_core.settings.environment import METRICS_ADDRESS, TASK_WORKER

    if not options.no_prepare:
        _prepare()
    say_where_things_are()
    server = server_command(
        "site_core.wsgi:application",
        host=options.host,
        port=options.port,
        workers=options.workers,
    )
    helpers = [[sys.executable, "manage.py", "mail_worker"]] if TASK_WORKER else []
    if METRICS_ADDRESS:
        helpers.append([sys.executable, "manage.py", "serve_metrics"])
        with TemporaryDirectory(prefix="metrics-") as counts:
            # Where all processes from here on count, each in files of its own; empty at each start.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
            sys.exit(serve_and_work(server, *helpers))
    if helpers:
        sys.exit(serve_and_work(server, *helpers))
    os.execv(sys.executable, server)  # noqa: S606 - the server takes this process over


def _prepare() -> None:
    prepared = subprocess.run([sys.executable, "manage.py", "prepare"], check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)


def server_command(application: str, *, host: str, port: int, workers: int) -> list[str]:
    """Return the command that serves a WSGI application, given as ``module:name``."""
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi"]
    command += ["--host", host, "--port", str(port), "--no-access-log"]
    command += ["--workers", str(workers), "--blocking-threads", "4", "--log-level=warning"]
    # A process of the server that is told to stop while it starts would never end by itself.
    return [*command, f"--workers-kill-timeout={LONGEST_GOODBYE - 5}"]


def say_where_things_are() -> None:
    """Print the addresses of the site and, while there is no mail server, where mail is kept."""
    from site_core.settings.environment import EMAIL, MAIL_DIR, SITE_URL

    print(f"The site:  {SITE_URL}/\nThe admin: {SITE_URL}/admin/", flush=True)
    if EMAIL["EMAIL_FILE_PATH"] == str(MAIL_DIR):
        MAIL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # links in mail are keys
        print("Mail is kept in var/mail/ until EMAIL_URL is set.", flush=True)


class Helper:
    """A process beside the server that is started again if it ends, each time after more time."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.process, self.started, self.pause = _start(command), time.monotonic(), 1

    def start_again_if_ended(self) -> None:
        age = time.monotonic() - self.started
        if self.process.poll() is None or age < self.pause:
            return
        self.pause = 1 if age > 2 * LONGEST_PAUSE else min(2 * self.pause, LONGEST_PAUSE)
        print(f"{self.command[-1]} ended; it is started again.", file=sys.stderr, flush=True)
        self.process, self.started = _start(self.command), time.monotonic()


def serve_and_work(server_command: list[str], *helper_commands: list[str]) -> int:
    """Run the app server with helpers beside it until it ends or a signal ends all.

    A helper that dies is started again, each time after a longer pause, and the server stays.
    :return: the exit code of the server; as in a shell, 128 and its number if a signal ended it
    """
    told_to_stop: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: told_to_stop.append(number))
    server = _start(server_command)
    helpers = [Helper(command) for command in helper_commands]
    while server.poll() is None and not told_to_stop:
        for helper in helpers:
            helper.start_again_if_ended()
        time.sleep(0.2)
    children = [server, *(helper.process for helper in helpers)]
    for child in children:
        child.terminate()
    for child in reversed(children):
        _wait_or_kill(child)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def _start(command: list[str]) -> subprocess.Popen:
    # In a group of its own: Ctrl-C reaches this process only, and each child is told once.
    return subprocess.Popen(command, process_group=0)  # noqa: S603 - commands of this file only


def _wait_or_kill(child: subprocess.Popen) -> None:
    try:
        child.wait(LONGEST_GOODBYE)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _refuse_a_busy_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            other = port + 1 if 0 < port < LAST_PORT else 8000
            sys.exit(f"Port {port} cannot be used ({error}); choose another: PORT={other} make run")


if __name__ == "__main__":
    main()
