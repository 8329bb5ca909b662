"""A wrong environment variable stops the start with a sentence, never with a traceback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

GOOD_KEY = "k" * 50
IGNORED = shutil.ignore_patterns("__pycache__")
# What the settings read variables with takes nearly all of a start, so it is loaded once. Each
# start is a process that parts from this one before it has seen any setting.
STARTING = """
import json, os, sys
import csp.constants, dj_database_url, dj_email_url, environs, zoneinfo
for line in sys.stdin:
    folder, variables, errors = json.loads(line)
    process = os.fork()
    if not process:
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        import site_core.settings.base
        break
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""
Start = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of the settings without the ``var/local.env`` this machine may have."""
    project = tmp_path_factory.mktemp("project")
    shutil.copytree(settings.BASE_DIR / "site_core", project / "site_core", ignore=IGNORED)
    return project


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Iterator[Start]:
    """Load production settings with variables given and nothing else in the environment."""
    folder = tmp_path_factory.mktemp("starts")
    errors = folder / "errors"
    base = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
    starting = subprocess.Popen(
        [sys.executable, "-c", STARTING],
        cwd=folder,
        env=base,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def start(project: Path, **variables: str) -> subprocess.CompletedProcess:
        wish = [str(project), {**base, **variables}, str(errors)]
        print(json.dumps(wish), file=starting.stdin, flush=True)
        code = int(starting.stdout.readline())
        return subprocess.CompletedProcess([], code, stderr=errors.read_text())

    yield start
    starting.communicate()


@pytest.fixture(scope="module")
def refusal(start: Start) -> Callable[..., str]:
    """Return what a start that is refused says; fail if it is not refused, or with a traceback."""

    def refusal(project: Path, **variables: str) -> str:
        started = start(project, **variables)
        assert started.returncode == 1
        assert "Traceback" not in started.stderr
        return started.stderr

    return refusal


def test_a_secret_key_is_all_that_is_needed(start, project: Path) -> None:
    started = start(project, SECRET_KEY=GOOD_KEY)
    assert (started.returncode, started.stderr) == (0, "")


def test_a_missing_secret_key_is_refused(refusal, project: Path) -> None:
    assert "  SECRET_KEY: " in refusal(project)


@pytest.mark.parametrize("key", ["", "short", "k" * 49])
def test_a_short_secret_key_is_refused_with_what_is_expected(
    key: str, refusal, project: Path
) -> None:
    assert "  SECRET_KEY: Expected at least 50 random" in refusal(project, SECRET_KEY=key)


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("SITE_URL", "nonsense", "https://www.example.org"),
        ("SITE_URL", "ftp://www.example.org", "https://www.example.org"),
        ("SITE_URL", "https://www.example.org/ask/", "https://www.example.org"),
        ("SITE_URL", "https://www.example.org/?x=1", "https://www.example.org"),
        ("SITE_URL", "https://www.example.org:http", "https://www.example.org"),
        ("SITE_URL", "https://[www.example.org", "https://www.example.org"),
        ("ALLOWED_HOSTS", "https://www.example.org", "www.example.org"),
        ("ALLOWED_HOSTS", "www.example.org:8000", "www.example.org"),
        ("TRUSTED_PROXIES", "proxy.example.org", "192.0.2.7,10.8.0.0/16"),
        ("TRUSTED_PROXIES", "10.0.0.1 10.0.0.2", "192.0.2.7,10.8.0.0/16"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "192.0.2.7,10.8.0.0/16"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "192.0.2.7,10.8.0.0/16"),
        ("DATABASE_URL", "mysql://root@localhost/site", "postgres://"),
        ("DATABASE_URL", "", "postgres://"),
        ("DATABASE_URL", "postgres://u:p@localhost:five/site", "postgres://"),
        ("DATABASE_CONN_MAX_AGE", "soon", "integer"),
        ("DATABASE_REPLICA_URL", "postgres://u:p@localhost/site", "a standby of the PostgreSQL"),
        ("DATABASE_REPLICA_URL", "sqlite:////tmp/copy.sqlite3", "a standby of the PostgreSQL"),
        ("REDIS_URL", "http://localhost:6379", "redis://host:6379/0"),
        ("FRONT_CACHE_URLS", "localhost:8080", "http://10.0.0.6:8080"),
        ("FRONT_CACHE_URLS", "http://10.0.0.6:8080/path", "http://10.0.0.6:8080"),
        ("FRONT_CACHE_URLS", "http://user:password@10.0.0.6:8080", "http://10.0.0.6:8080"),
        ("FRONT_CACHE_URLS", "cloudflare://zone", "cloudflare://:token@zone"),
        ("LOG_FORMAT", "xml", "plain, json"),
        ("METRICS_ADDRESS", "metrics.example.org:9400", "10.8.0.3:9400"),
        ("METRICS_ADDRESS", "10.8.0.3", "10.8.0.3:9400"),
        ("METRICS_ADDRESS", "65536", "10.8.0.3:9400"),
        ("METRICS_ADDRESS", "0", "10.8.0.3:9400"),
        ("SENTRY_DSN", "https://sentry.example.org/1", "https://key@host/number"),
        ("SENTRY_DSN", "https://key@sentry.example.org/site", "https://key@host/number"),
        ("S3_URL", "https://s3.example.org/bucket?region=eu-west-2", "s3://key:secret@"),
        ("S3_URL", "s3://s3.example.org/bucket", "region=eu-west-2"),
        ("S3_URL", "s3://s3.example.org/?region=eu-west-2", "/bucket"),
        ("S3_URL", "s3://s3.example.org/bucket/below?region=eu-west-2", "/bucket?"),
        ("S3_URL", "s3://s3.example.org:port/bucket?region=eu-west-2", "s3://key:secret@"),
        ("OPENSEARCH_URL", "search:9200", "https://user:password@host:9200"),
        ("EMAIL_URL", "nonsense://example.org", "smtp"),
        ("SERVE_MEDIA", "ture", "boolean"),
        ("TIME_ZONE", "Mars/Base", "Europe/London"),
        ("LOG_LEVEL", "LOUD", "WARNING"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_what_is_expected(
    variable: str, value: str, expected: str, refusal, project: Path
) -> None:
    said = refusal(project, SECRET_KEY=GOOD_KEY, **{variable: value})
    line = next(line for line in said.splitlines() if line.startswith(f"  {variable}: "))
    assert expected in line


@pytest.mark.parametrize(
    "address", ["https://www.example.org/", "http://192.0.2.1:8001", "http://[::1]:8000"]
)
def test_every_way_to_name_a_host_can_be_an_address(address: str, start, project: Path) -> None:
    assert start(project, SECRET_KEY=GOOD_KEY, SITE_URL=address).returncode == 0


@pytest.mark.parametrize("proxies", ["", "192.0.2.7", "192.0.2.7, 10.8.0.0/16,::1,fd00:8::/32"])
def test_proxies_can_be_none_addresses_or_networks(proxies: str, start, project: Path) -> None:
    assert start(project, SECRET_KEY=GOOD_KEY, TRUSTED_PROXIES=proxies).returncode == 0


def test_a_database_a_replica_and_a_bucket_can_be_elsewhere(start, project: Path) -> None:
    started = start(
        project,
        SECRET_KEY=GOOD_KEY,
        DATABASE_URL="postgres://u:p@10.0.0.21/site",
        DATABASE_REPLICA_URL="postgres://u:p@10.0.0.22/site",
        S3_URL="s3://key:se%2Fcret@s3.example.org/bucket?region=eu-west-2",
    )
    assert (started.returncode, started.stderr) == (0, "")


def test_several_wrong_values_are_all_named_at_once(refusal, project: Path) -> None:
    said = refusal(project, SECRET_KEY="short", SITE_URL="nonsense", TIME_ZONE="Mars/Base")
    named = [line.split(":")[0].strip() for line in said.splitlines() if line.startswith("  ")]
    assert sorted(named) == ["SECRET_KEY", "SITE_URL", "TIME_ZONE"]


def test_whoever_is_refused_is_sent_to_the_readme(refusal, project: Path) -> None:
    assert "README.md lists every variable" in refusal(project)


def test_the_secret_itself_is_not_repeated(refusal, project: Path) -> None:
    assert "correct-horse" not in refusal(project, SECRET_KEY="correct-horse")


def test_variables_can_stand_in_a_file_of_the_machine(start, project: Path, tmp_path: Path) -> None:
    machine = shutil.copytree(project, tmp_path / "machine")
    (machine / "var").mkdir()
    (machine / "var" / "local.env").write_text(f"SECRET_KEY={GOOD_KEY}\n")
    assert start(machine).returncode == 0


@pytest.mark.parametrize("key", ["", "short"])
def test_a_wrong_secret_key_is_refused_whatever_that_file_says(
    key: str, refusal, project: Path, tmp_path: Path
) -> None:
    machine = shutil.copytree(project, tmp_path / "machine")
    (machine / "var").mkdir()
    (machine / "var" / "local.env").write_text(f"SECRET_KEY={GOOD_KEY}\n")
    assert "  SECRET_KEY: " in refusal(machine, SECRET_KEY=key)
