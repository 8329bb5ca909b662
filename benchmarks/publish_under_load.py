"""Whether readers wait, or see the page before, when the home page is published while many read.

    .venv/bin/python -m benchmarks.publish_under_load [--port 19000] [embedded | services | front]

Starts the site of the last commit as the comparison with peers does: on SQLite with files as its
cache (``embedded``), on PostgreSQL and Redis of its own (``services``), and with the nginx of
``deploy/`` before that (``front``); without a word, all three. While 32 connections ask for the
home page, a list and answers over and over, another process publishes the home page, and the
first request after each commit is looked at, of somebody who has just sent a form: who has not
may get the copy before while one of the 32 has the page made. How long that is shown is counted,
too; to nginx the worker tells the change after the commit.

Ends with 1 if a request takes a second or more or fails, if who has sent a form does not see the
change, or if others do not see it a second later, behind nginx five seconds later.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .peers.contenders.base import Article, View
from .peers.contenders.product import SECTION, Product, checkout
from .peers.reading import Reading, fetch, result_of, start_wrk
from .peers.scratch import Scratch, environment

KINDS = ("embedded", "services", "front")
CONNECTIONS = 32
PUBLISHED = 10  # times
PAUSE = 1.0  # seconds between two
LONGEST = 1.0  # seconds for one request
LONGEST_IN_FRONT = 5.0  # seconds until nginx shows what is committed
LONGEST_LOAD = 120  # seconds; wrk is stopped before
COMMENTS = 31
SLUGS = {f"discussion-{number}": COMMENTS for number in range(3)}
PATHS = ["/", SECTION, *(f"{SECTION}{slug}/" for slug in SLUGS)]


@dataclass
class Outcome:
    """What came of it; times are in seconds.

    :param delays: from each commit until the change was shown to everybody; 0 if it was at once
    :param missed: commits after which who had sent a form did not see the change
    """

    reading: Reading = field(default_factory=lambda: Reading(0.0, 0.0, 0.0))
    delays: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of the first requests after the commits
    missed: int = 0

    def faults(self, allowed: float) -> list[str]:
        """Return what was not as it should be, if a change may be shown *allowed* seconds late."""
        found = []
        if max(self.reading.longest, *self.seconds) >= LONGEST:
            found.append("a request took a second or more")
        if self.reading.failed:
            found.append(f"{self.reading.failed} requests failed")
        if self.missed:
            found.append(f"who had sent a form did not see {self.missed} of the changes")
        if late := sum(delay > allowed for delay in self.delays):
            found.append(f"the page before was shown after {late} of {len(self.delays)} commits")
        return found


@contextmanager
def editor(product: Product) -> Iterator[subprocess.Popen]:
    """Run the process that publishes the home page of *product*."""
    script = product.site / "benchmarks" / "peers" / "inside" / "publish_home.py"
    with subprocess.Popen(  # noqa: S603 - a script of the commit that is measured
        [sys.executable, str(script)],
        cwd=product.site,
        env=environment(product.env),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        expect(process, "ready")
        yield process
        process.stdin.close()


def expect(process: subprocess.Popen, word: str) -> None:
    if (said := process.stdout.readline().strip()) != word:
        raise RuntimeError(f"The editor said “{said}” instead of “{word}”.")


def publish(process: subprocess.Popen, text: str) -> None:
    """Publish the home page with *text* on it; return when that is committed."""
    process.stdin.write(f"{text}\n")
    process.stdin.flush()
    expect(process, "committed")


def look(view: View, text: str, outcome: Outcome) -> None:
    """Ask for the home page until it shows *text* to everybody, and note how long that took."""
    started = time.perf_counter()
    own = fetch(view.url("/"), {**view.headers, "Cookie": "just_wrote=1"})
    outcome.missed += text not in own.text
    answer = fetch(view.url("/"), view.headers)
    outcome.seconds += [own.seconds, answer.seconds]
    if text in answer.text:
        outcome.delays.append(0.0)
        return
    while text not in answer.text and time.perf_counter() - started < LONGEST_IN_FRONT * 2:
        time.sleep(0.01)
        answer = fetch(view.url("/"), view.headers)
    outcome.delays.append(time.perf_counter() - started)


def measure(product: Product, view: View) -> Outcome:
    """Publish under load and return what came of it."""
    outcome = Outcome()
    for path in PATHS:
        fetch(view.url(path), view.headers)
    with editor(product) as process:
        wrk = start_wrk(view, "/", CONNECTIONS, LONGEST_LOAD, paths=PATHS)
        try:
            for number in range(PUBLISHED):
                time.sleep(PAUSE)
                text = f"Published at {time.time_ns()}, number {number}."
                publish(process, text)
                look(view, text, outcome)
            time.sleep(PAUSE)
        finally:
            outcome.reading = result_of(wrk, stop=True)
    return outcome


def report(kind: str, outcome: Outcome) -> bool:
    """Print *outcome*; return whether it is as it should be."""
    reading, delays = outcome.reading, outcome.delays
    print(
        f"{kind}: {reading.views:,} requests of {CONNECTIONS} connections, {reading.rate:,.0f} a "
        f"second, the longest {reading.longest * 1000:,.0f} ms, {reading.failed} failed. The home "
        f"page was published {len(delays)} times; who had sent a form saw it at once "
        f"{len(delays) - outcome.missed} times; the requests that looked took "
        f"{max(outcome.seconds) * 1000:,.0f} ms at most; it was "
        f"shown to all after {max(delays):.2f} s at the latest."
    )
    faults = outcome.faults(LONGEST_IN_FRONT if kind == "front" else LONGEST)
    print(f"{'FAIL: ' + '; '.join(faults) if faults else 'pass'}\n", flush=True)
    return not faults


def main() -> int:
    """Set up what was asked for, publish under load, and return 0 if all is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=19_000, help="ports above this are used")
    parser.add_argument("kinds", nargs="*", metavar="|".join(KINDS))
    options = parser.parse_args()
    kinds = options.kinds or list(KINDS)
    if unknown := set(kinds) - set(KINDS):
        parser.error(f"unknown: {', '.join(unknown)}")
    scratch, passed = Scratch(options.port), []
    try:
        checkout(scratch)
        article = Article(scratch.folder("article"), SLUGS)
        for embedded in (True, False):
            wanted = [kind for kind in kinds if (kind == "embedded") == embedded]
            if wanted:
                product = Product(scratch, embedded=embedded)
                product.set_up(article)
            for kind in wanted:
                view = next(view for view in product.views if view.key == kind)
                passed.append(report(kind, measure(product, view)))
    finally:
        scratch.close(keep=False)
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
