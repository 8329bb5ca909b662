"""The services that contenders stand on, each an instance of its own in the scratch folder."""

import os
import signal
from pathlib import Path

from .scratch import HOST, Process, Scratch, as_user, program, wait_for

FILES = Path(__file__).parent / "files"
SUPERUSER = "postgres"


def postgresql(scratch: Scratch, name: str) -> tuple[Process, str]:
    """Start a new PostgreSQL with its own defaults; return it and the URL of an empty database."""
    folder, port = scratch.folder(f"{name}-postgresql", owner=SUPERUSER), scratch.port()
    user = as_user(SUPERUSER)
    make = [program("initdb"), "-D", str(folder), "-U", SUPERUSER, "--encoding=UTF8"]
    scratch.run([*user, *make, "--locale=C.UTF-8", "--auth=trust"], cwd=folder)
    serve = [program("postgres"), "-D", str(folder), "-p", str(port)]
    serve += ["-c", f"listen_addresses={HOST}", "-c", "unix_socket_directories="]
    process = scratch.start(
        f"{name}-postgresql", [*user, *serve], cwd=folder, stop_signal=signal.SIGINT
    )
    wait_for(process, port)
    url = f"postgres://{SUPERUSER}@{HOST}:{port}"
    create = ["--no-psqlrc", "-c", "CREATE DATABASE benchmark"]
    scratch.run([program("psql"), f"{url}/postgres", *create])
    return process, f"{url}/benchmark"


def redis(scratch: Scratch, name: str) -> tuple[Process, str]:
    """Start a new Redis that keeps nothing on disk; return it and its URL."""
    port = scratch.port()
    command = [program("redis-server"), "--port", str(port), "--bind", HOST]
    command += ["--save", "", "--dir", str(scratch.folder(f"{name}-redis"))]
    process = scratch.start(f"{name}-redis", command)
    wait_for(process, port)
    return process, f"redis://{HOST}:{port}/0"


def mariadb(scratch: Scratch, name: str) -> tuple[Process, Path]:
    """Start a new MariaDB with its own defaults; return it and its socket."""
    folder = scratch.folder(f"{name}-mariadb", owner="mysql")
    socket = folder / "mariadb.sock"
    user = ["--user=mysql"] if os.geteuid() == 0 else []
    make = [program("mariadb-install-db"), "--no-defaults", f"--datadir={folder}/data", *user]
    make += ["--auth-root-authentication-method=normal", "--skip-test-db"]
    scratch.run(make, cwd=folder)
    serve = [program("mariadbd"), "--no-defaults", f"--datadir={folder}/data", *user]
    serve += [f"--socket={socket}", "--skip-networking", f"--pid-file={folder}/mariadb.pid"]
    process = scratch.start(f"{name}-mariadb", serve, cwd=folder)
    wait_for(process, socket)
    return process, socket


def php_fpm(scratch: Scratch, name: str) -> tuple[Process, Path]:
    """Start PHP-FPM with one pool sized as the distribution does; return it and its socket."""
    folder = scratch.folder(f"{name}-php")
    socket = folder / "php.sock"
    is_root = os.geteuid() == 0
    config = scratch.write(
        FILES / "wordpress" / "php-fpm.conf",
        folder / "php-fpm.conf",
        folder=folder,
        socket=socket,
        user="user = www-data\ngroup = www-data\nlisten.owner = www-data" if is_root else "",
    )
    command = [program("php-fpm", "php-fpm8.4", "php-fpm8.3", "php-fpm8.2"), "--nodaemonize"]
    process = scratch.start(f"{name}-php", [*command, "--fpm-config", str(config)])
    wait_for(process, socket)
    return process, socket


def nginx(
    scratch: Scratch, name: str, template: Path, port: int, *, modules: str = "", **values: object
) -> Process:
    """Start nginx with the servers that *template* describes, and the same frame for everybody."""
    folder = scratch.folder(f"{name}-nginx", owner="www-data")
    servers = scratch.write(
        template, folder / "servers.conf", folder=folder, port=port, host=HOST, **values
    )
    config = scratch.write(
        FILES / "nginx.conf",
        folder / "nginx.conf",
        folder=folder,
        servers=servers,
        modules=modules,
        user="user www-data;" if os.geteuid() == 0 else "",
    )
    command = [program("nginx"), "-c", str(config), "-e", str(folder / "error.log")]
    process = scratch.start(f"{name}-nginx", command)
    wait_for(process, port)
    return process
