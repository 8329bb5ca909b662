"""Serves the site with the production app server: `python -m site_core.serve --port 8000`."""

import argparse
import os
import socket
import subprocess
import sys

LAST_PORT = 65535


def main() -> None:
    """Check the port, bring the database up to date, say where the site is and serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="processes")
    options = parser.parse_args()
    _refuse_a_busy_port(options.host, options.port)
    os.environ["PORT"] = str(options.port)  # the default of SITE_URL ends in it
    from site_core.settings.environment import SITE_URL

    prepared = subprocess.run([sys.executable, "manage.py", "prepare"], check=False)
    if prepared.returncode:
        sys.exit(prepared.returncode)
    print(f"The site:  {SITE_URL}/\nThe admin: {SITE_URL}/admin/", flush=True)
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    granian += ["--host", options.host, "--port", str(options.port)]
    granian += ["--workers", str(options.workers), "--blocking-threads", "4"]
    granian += ["--no-access-log", "--log-level", "warning"]
    os.execv(sys.executable, [*granian, "site_core.wsgi:application"])  # noqa: S606 - the server takes this process over


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
