"""Serves the site with the production app server: `python -m site_core.serve --port 8000`."""

import argparse
import gc
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from site_core.processes import LONGEST_GOODBYE, run_together

LAST_PORT = 65535
# How granian runs a WSGI application, here and for whoever is compared with the site.
GRANIAN = {
    "interface": Interfaces.WSGI,
    "blocking_threads": 4,
    "log_level": LogLevels.warning,
    # A process of the server that is told to stop while it starts would never end by itself.
    "workers_kill_timeout": LONGEST_GOODBYE - 5,  # seconds
}


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
    from site_core.settings.environment import TASK_WORKER

    if not options.no_prepare:
        _prepare()
    say_where_things_are()
    server = partial(serve_requests, options.host, options.port, options.workers)
    run_counted(load_site, server, ["mail_worker"] if TASK_WORKER else [])


def run_counted(load: Callable[[], object], work: Callable[[], None], helpers: list[str]) -> None:
    """Do *work* after *load*, and serve what is counted meanwhile where METRICS_ADDRESS says so.

    :param helpers: commands of ``manage.py`` that run beside it
    :raises SystemExit: with the exit code of *work*, if anything runs beside it
    """
    from site_core.settings.environment import METRICS_ADDRESS

    with TemporaryDirectory(prefix="metrics-") as counts:
        if METRICS_ADDRESS:
            helpers = [*helpers, "serve_metrics"]
            # Where all processes from here on count, each in files of its own; empty at each start.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = counts
        load()
        if not helpers:
            work()
            return
        sys.exit(run_together(work, {name: partial(run_command, name) for name in helpers}))


def _prepare() -> None:
    prepared = subprocess.run([sys.executable, "manage.py", "prepare"], check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)


def load_site() -> None:
    """Import all of the site, so that whatever is forked from this process shares that memory."""
    from django.db import connections
    from django.template import engines
    from django.urls import get_resolver

    import site_core.wsgi  # noqa: F401 - sets Django up

    get_resolver().check()  # imports each view
    for engine in engines.all():
        for folder in map(Path, engine.dirs):
            for file in folder.rglob("*.html"):
                if not file.is_relative_to(folder / "jinja2"):  # of the other engine
                    engine.get_template(str(file.relative_to(folder)))
    connections.close_all()  # no two processes may speak through one
    gc.collect()
    gc.freeze()  # else each collection in a child would write to all objects, and so copy them


def serve_requests(host: str, port: int, workers: int) -> None:
    """Serve the site until SIGTERM or SIGINT."""
    Granian(
        "site_core.wsgi:application",
        host,
        port,
        workers=workers,
        http1_settings=HTTP1Settings(),
        **GRANIAN,
    ).serve()


def run_command(name: str) -> None:
    """Run a command of ``manage.py`` in this process; what keeps it from running is a sentence."""
    from django.core.management import CommandError, call_command

    try:
        call_command(name)
    except CommandError as error:
        sys.exit(f"{name}: {error}")


def say_where_things_are() -> None:
    """Print the addresses of the site and, while there is no mail server, where mail is kept."""
    from site_core.settings.environment import EMAIL, MAIL_DIR, SITE_URL

    print(f"The site:  {SITE_URL}/\nThe admin: {SITE_URL}/admin/", flush=True)
    if EMAIL["EMAIL_FILE_PATH"] == str(MAIL_DIR):
        MAIL_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)  # links in mail are keys
        print("Mail is kept in var/mail/ until EMAIL_URL is set.", flush=True)


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
