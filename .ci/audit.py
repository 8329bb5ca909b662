"""Asks which of the locked requirements have known vulnerabilities: `make audit`.

pip-audit ends well, too, where the index did not know a single package. Nobody has been asked then.
Exit codes: 0 all were asked about and nothing is known, 1 something is known, 2 could not ask.
"""

import json
import subprocess
import sys
from pathlib import Path

LOCKED = Path(__file__).parent.parent / "requirements.txt"
COMMAND = "pip_audit --disable-pip --require-hashes --progress-spinner off --format json".split()
KNOWN, UNASKED = 1, 2


def verdict(report: str, names: int) -> tuple[int, str]:
    """Return the exit code and what to say.

    :param report: what pip-audit printed, JSON if it got that far
    :param names: how many packages are locked
    """
    try:
        found = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        return UNASKED, "Nobody could be asked: is there a network?"
    known = [
        f"{one['name']} {one['version']}: {bug['id']}, fixed in {bug['fix_versions'] or 'none yet'}"
        for one in found
        for bug in one.get("vulns", [])
    ]
    if known:
        return KNOWN, "\n".join(["Known vulnerabilities:", *known])
    asked = sum("skip_reason" not in one for one in found)
    if asked < names:
        return UNASKED, f"Only {asked} of {names} packages could be asked about: this is no audit."
    return 0, f"{asked} packages, no known vulnerability."


def main() -> int:
    names = sum(line[:1].isalnum() for line in LOCKED.read_text().splitlines())
    command = [sys.executable, "-m", *COMMAND, "--requirement", str(LOCKED)]
    run = subprocess.run(  # noqa: S603 - our own interpreter and words
        command, capture_output=True, text=True, check=False
    )
    code, words = verdict(run.stdout, names)
    print(words)
    if code == UNASKED and not run.stdout:
        print(run.stderr.strip()[-2000:])
    return code


if __name__ == "__main__":
    sys.exit(main())
