"""Secrets come from the environment: none is written down in a file of the project."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

SECRETS = re.compile(
    r"""-----BEGIN[ A-Z]*PRIVATE[ ]KEY-----
    | \bAKIA[0-9A-Z]{16}\b                                   # Amazon
    | \bgh[pousr]_[A-Za-z0-9]{36}                            # GitHub
    | \bxox[abprs]-[A-Za-z0-9-]{10}                          # Slack
    | \bsk_live_[A-Za-z0-9]{10}                              # Stripe
    | \bSG\.[\w-]{20,}\.[\w-]{20,}                           # SendGrid
    | ^\s*(?:export[ ])?\w*(?:SECRET|PASSWORD|TOKEN|API_KEY)\w*\s*[:=]\s*["']?[\w+/-]{20,}["']?\s*$
    | ://[\w.-]+:(?!password@|postgres@|secret@|only-for-tests@)[^\s@:/"'{$<]{6,}@[\w.-]+""",
    re.VERBOSE | re.MULTILINE,
)
TEXTS = {".cfg", ".conf", ".css", ".html", ".in", ".ini", ".js", ".json", ".md", ".py", ".service"}
TEXTS |= {"", ".env", ".sh", ".toml", ".txt", ".yaml", ".yml"}
# Passwords of people who do not exist, and what is no part of the project.
LEFT_OUT = {"tests", "var", ".venv", ".git"}


def files() -> Iterator[Path]:
    """Yield the files that are part of the project, as git knows them or as they lie there."""
    listed = []
    if shutil.which("git"):
        command = ["git", "-C", settings.BASE_DIR, "ls-files", "-z"]
        run = subprocess.run(command, capture_output=True, check=False)
        listed = [settings.BASE_DIR / name for name in run.stdout.decode().split("\0") if name]
    for path in listed or settings.BASE_DIR.rglob("*"):
        first = path.relative_to(settings.BASE_DIR).parts[0]
        if path.is_file() and path.suffix in TEXTS and first not in LEFT_OUT:
            yield path


def test_no_file_holds_a_secret() -> None:
    looked_at = list(files())
    assert len(looked_at) > 300
    found = [
        f"{path.relative_to(settings.BASE_DIR)}: {match[0][:12]}…"
        for path in looked_at
        for match in SECRETS.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "SECRET_KEY=" + "k9" * 20,
        'EMAIL_PASSWORD = "' + "Zx" * 12 + '"',
        "DATABASE_URL=postgres://site:" + "hunter2x" + "@db.example.org/site",
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "AKIA" + "ABCDEFGHIJKLMNOP",
    ],
)
def test_such_a_line_would_be_found(line: str) -> None:
    assert SECRETS.search(f"first\n{line}\nlast")


def test_the_settings_take_theirs_from_the_environment() -> None:
    written = (settings.BASE_DIR / "site_core/settings/security.py").read_text()
    assert "SECRET_KEY = environment.SECRET_KEY" in written
