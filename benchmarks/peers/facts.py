"""Where and with what a run was made."""

import os
import platform
import re
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .contenders.product import REPOSITORY
from .contenders.wordpress import PACKAGED
from .scratch import MissingProgramError, program

PACKAGES = ["Django", "wagtail", "granian", "django-comments-xtd"]
PROGRAMS = {
    "PostgreSQL": ("postgres", "--version"),
    "Redis": ("redis-server", "--version"),
    "nginx": ("nginx", "-v"),
    "MariaDB": ("mariadbd", "--version"),
    "PHP": ("php", "--version"),
    "wrk": ("wrk", "--version"),
}
NUMBER = re.compile(r"\d+(?:\.\d+)+")


def facts() -> dict[str, str]:
    """Return the commit, the day, the machine and the versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "Commit": _said("git", "-C", str(REPOSITORY), "rev-parse", "--short", "HEAD").strip(),
        "Date": f"{datetime.now(UTC):%Y-%m-%d}",
        "Machine": f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB of memory",
        "System": f"{_system()}, Linux {platform.release()}",
        "Versions": ", ".join(f"{name} {number}" for name, number in _versions().items()),
    }


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    found |= {name: version(name) for name in PACKAGES}
    for name, command in PROGRAMS.items():
        if number := NUMBER.search(_said(*command)):
            found[name] = number[0]
    with suppress(OSError):
        wordpress = (PACKAGED / "wp-includes" / "version.php").read_text()
        found["WordPress"] = re.search(r"\$wp_version = '([^']+)'", wordpress)[1]
    return found


def _said(name: str, *arguments: str) -> str:
    try:
        command = [program(name), *arguments]
    except MissingProgramError:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout + done.stderr


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
