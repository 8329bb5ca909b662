"""Measures this product beside its peers, by turns, on this machine.

    .venv/bin/python -m benchmarks.peers                        # everything: about an hour
    .venv/bin/python -m benchmarks.peers --seconds 2 --sizes 31 # a quick look: a few minutes

Writes a table and charts (docs/benchmarks.md after a full run) and ends with 1 if something is not
reached. See benchmarks/README.md.
"""

import argparse
import json
import signal
import sys
from pathlib import Path

from .contenders.product import REPOSITORY
from .facts import facts
from .figures import SIZES
from .report import write_report
from .runner import Plan, Run, say
from .scratch import Scratch

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGALRM)
LONGEST_RUN = 3 * 60 * 60  # seconds


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="COMMENTS")
    parser.add_argument("--seconds", type=int, default=4, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--longest", type=int, default=60, help="seconds for slow pages")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="contenders")
    parser.add_argument("--port", type=int, default=18_000, help="ports above this are used")
    parser.add_argument("--report", type=Path, help="folder; docs/ after a full run")
    parser.add_argument("--keep", action="store_true", help="serve on until Ctrl-C, keep the files")
    return parser.parse_args()


def main() -> int:
    """Run, report, and return 0 if everything is reached."""
    options = asked()
    for number in ENDING:
        signal.signal(number, lambda number, frame: sys.exit(f"Ended by signal {number}."))
    signal.alarm(LONGEST_RUN)
    is_full = set(options.sizes) >= set(SIZES) and not options.only
    folder = options.report or REPOSITORY / ("docs" if is_full else "var/benchmarks")
    scratch = Scratch(options.port)
    measured = facts()  # of the commit that is measured, whatever is committed meanwhile
    try:
        run = Run(scratch, Plan.of(options))
        run.set_up()
        run.measure()
        findings = run.findings(measured)
        numbers = scratch.root / "figures.json"
        numbers.write_text(json.dumps(findings.figures.as_json(), indent=1))
        for check in findings.checks:
            print(check)
        say(f"Written: {write_report(folder, findings)}")
        if options.keep:
            _serve_on(run, scratch)
    finally:
        for number in (*ENDING, signal.SIGINT):  # once more would leave servers behind
            signal.signal(number, signal.SIG_IGN)
        scratch.close(keep=options.keep)
    return 0 if all(check.passed for check in findings.checks) else 1


def _serve_on(run: Run, scratch: Scratch) -> None:
    say(f"Kept: {scratch.root}. Ctrl-C stops the servers.")
    for contender in run.contenders:
        for view in contender.views:
            print(f"{view.label}: {view.url(contender.path(run.first_slug))}")
    try:
        signal.pause()
    except KeyboardInterrupt:
        say("Stopped.")


if __name__ == "__main__":
    sys.exit(main())
