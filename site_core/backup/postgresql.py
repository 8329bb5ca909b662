"""PostgreSQL: saved by pg_dump and put back by psql, client programs of the server's version."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.client import DatabaseClient
from django.db.utils import ProgrammingError
from django.utils.crypto import get_random_string

from .archive import BackupError

FILE = "database.dump"
LONGEST_NAME = 63  # characters of an identifier
# A sum does not depend on the order of the rows, and takes no memory.
COUNT = """
    SELECT count(*),
        coalesce(sum(('x' || left(md5(saved_row::text), 16))::bit(64)::bigint::numeric), 0)::text
    FROM {table} saved_row
"""


def save(target: Path) -> dict[str, dict]:
    """Write the database to *target*; return rows and digest of each table at that very moment."""
    _refuse_old_programs()
    with closing(connection.copy()) as reading, reading.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        what = ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"]
        _run("pg_dump", *what, database=reading.settings_dict["NAME"])
        return _contents(reading)


@contextmanager
def scratch(dump: Path) -> Iterator[dict[str, dict]]:
    """Yield rows and digest of each table of a database made of *dump*, and drop it again."""
    _refuse_old_programs()
    name = scratch_prefix(connection.settings_dict["NAME"]) + get_random_string(8).lower()
    quoted = connection.ops.quote_name(name)
    with closing(connection.copy()) as admin, admin.cursor() as cursor:
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'")
        except ProgrammingError as error:
            user = admin.settings_dict["USER"] or "its name"
            raise BackupError(
                "The user of the database may not make a scratch database. As its superuser: "
                f'ALTER ROLE "{user}" CREATEDB;'
            ) from error
        try:
            _fill(name, dump)
            with closing(connection.copy()) as made:
                made.settings_dict["NAME"] = name
                yield _contents(made)
        finally:
            cursor.execute(f"DROP DATABASE {quoted}")


def scratch_prefix(live: str) -> str:
    """Return what the names of scratch databases for the database *live* begin with."""
    return f"{live[: LONGEST_NAME - 15]}_check_"


def restore(dump: Path) -> dict[str, dict]:
    """Put *dump* into the place of the database, in one transaction; return what it holds then."""
    _refuse_old_programs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    quoted = connection.ops.quote_name(schema or "public")
    before = ["--command", f"CREATE SCHEMA {quoted}"]
    if connection.introspection.table_names():
        before = ["--command", f"DROP SCHEMA {quoted} CASCADE", *before]
    elif schema:
        before = []
    connection.close()
    _fill(connection.settings_dict["NAME"], dump, before)
    return _contents(connection)


def _fill(name: str, dump: Path, before: list[str] | None = None) -> None:
    # The whole script first: psql would keep what it got if pg_restore ended halfway.
    script = dump.with_suffix(".sql")
    plain = ["--no-owner", "--no-privileges", "--no-comments", f"--file={script}", str(dump)]
    try:
        _run("pg_restore", *plain)
        how = ["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        how += [*(before or []), f"--file={script}", "--output=/dev/null"]
        _run("psql", *how, database=name)
    finally:
        script.unlink(missing_ok=True)


def _contents(database: DatabaseWrapper) -> dict[str, dict]:
    tables = {}
    with database.cursor() as cursor:
        names = sorted(database.introspection.table_names(cursor))
        for name in names:
            cursor.execute(COUNT.format(table=database.ops.quote_name(name)))
            rows, digest = cursor.fetchone()
            tables[name] = {"rows": rows, "digest": digest}
    return tables


def _run(program: str, *arguments: str, database: str | None = None) -> str:
    """Run a client program and return what it printed; the password is not in its arguments."""
    _, environment = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [program, *arguments]
    if database is not None:
        settings = connection.settings_dict
        for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
            if settings[key]:
                command.append(f"{option}={settings[key]}")
        command += ["--no-password", f"--dbname={database}"]
    try:
        done = subprocess.run(  # noqa: S603 - programs of this file only
            command,
            env={**os.environ, **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"The program {program} was not found. Install the client programs of PostgreSQL, "
            "on Debian the package postgresql-client."
        ) from error
    if done.returncode:
        raise BackupError(f"{program} failed:\n{done.stderr.strip()}")
    return done.stdout


def _refuse_old_programs() -> None:
    """Raise BackupError if pg_dump is older than the server: it would refuse, or lose things."""
    found = re.search(r"\d+", _run("pg_dump", "--version"))
    connection.ensure_connection()
    server = connection.pg_version // 10_000
    if found and int(found[0]) < server:
        raise BackupError(
            f"pg_dump is of version {found[0]}, the server of version {server}. Install the "
            f"client programs of that version, on Debian the package postgresql-client-{server}."
        )
