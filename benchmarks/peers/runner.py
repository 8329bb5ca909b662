"""Sets everybody up on one machine and measures them by turns."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from .contenders.base import Article, Contender, View
from .contenders.hello_world import HelloWorld
from .contenders.product import Product, checkout
from .contenders.static_file import StaticFile
from .contenders.stock import Stock
from .contenders.wordpress import WordPress
from .figures import CONNECTIONS, Figures
from .posting import post
from .reading import SLOW, Answer, Reading, fetch, read_fast, read_slowly
from .report import PACKINGS, Findings
from .scratch import MissingProgramError, Scratch
from .targets import checks

GROWS = 1_000  # comments up to which what is posted would soon make another discussion of it


@dataclass(frozen=True)
class Plan:
    """How much is measured; times are in seconds.

    :param longest: what one measurement may take where single views take long
    """

    sizes: list[int]
    seconds: int
    rounds: int
    longest: int
    only: list[str]

    @classmethod
    def of(cls, options: Namespace) -> "Plan":
        return cls(**{name: getattr(options, name) for name in cls.__dataclass_fields__})


class Run:
    """One run: ``set_up()``, then ``measure()``."""

    def __init__(self, scratch: Scratch, plan: Plan) -> None:
        self.scratch, self.plan = scratch, plan
        self.figures = Figures()
        self.skipped: dict[str, str] = {}
        self.alone: dict[tuple[str, int], float] = {}  # seconds of one view, by view and size
        self.contenders: list[Contender] = []

    def set_up(self) -> None:
        """Install, fill and start everybody; who lacks a program is left out and named."""
        checkout(self.scratch)
        embedded = Product(self.scratch, embedded=True)
        services = Product(self.scratch, embedded=False)
        everybody: list[Contender] = [
            embedded,  # first: it leaves the article for the others
            Product(self.scratch, embedded=True, like=embedded),
            services,
            Product(self.scratch, embedded=False, like=services),
            HelloWorld(self.scratch),
            StaticFile(self.scratch, embedded),
            WordPress(self.scratch),
            Stock(self.scratch),
        ]
        self.article = Article(self.scratch.folder("article"), self._slugs())
        for contender in everybody:
            if self.plan.only and contender.key not in {embedded.key, *self.plan.only}:
                continue
            say(f"Setting up: {contender.key}")
            try:
                contender.set_up(self.article)
            except MissingProgramError as error:
                self.skipped[contender.key] = f"{error} is not installed"
                say(f"  left out: {self.skipped[contender.key]}")
            else:
                self.contenders.append(contender)

    def _slugs(self) -> dict[str, int]:
        """Return a copy to read for each size, and small ones to post to, one for each round."""
        slugs = {}
        for size in self.plan.sizes:
            slugs[read_slug(size)] = size
            for number in range(self.plan.rounds):
                slugs[post_slug(size, number)] = size
        return slugs

    @property
    def first_slug(self) -> str:
        return read_slug(self.plan.sizes[0])

    def findings(self, facts: dict[str, str]) -> Findings:
        """Return what there is to report."""
        plan = self.plan
        return Findings(
            figures=self.figures,
            sizes=plan.sizes,
            views={view.key: view.label for one in self.contenders for view in one.views},
            contenders={one.key: one.label for one in self.contenders},
            checks=checks(self.figures, plan.sizes),
            facts=facts,
            plan=(
                f"Rounds, by turns: {plan.rounds}; {plan.seconds} seconds a measurement, "
                f"{plan.longest} for slow pages, which are measured in the first round only. The "
                "middle round is shown."
            ),
            skipped=self.skipped,
        )

    def measure(self) -> None:
        """Measure everything, one size after the other, in rounds."""
        for size in self.plan.sizes:
            say(f"{size:,} comments: statements and bytes")
            self._look(size)
            for number in range(self.plan.rounds):
                say(f"{size:,} comments: round {number + 1} of {self.plan.rounds}")
                self._cold(size, number)
                self._read(size, number)
                self._post(size, number)

    def _look(self, size: int) -> None:
        """Count what does not depend on the machine, and refuse pages that are not the article."""
        for contender in self.contenders:
            path = contender.path(read_slug(size))
            for view in contender.views:
                for packing in PACKINGS if not view.packing else ():
                    accepted = f"gzip, {packing}" if packing == "br" else packing  # as browsers say
                    answer = fetch(view.url(path), {"Accept-Encoding": accepted})
                    is_right = not contender.shows_article or self._is_article(answer, size)
                    if answer.status != HTTPStatus.OK or not is_right:
                        raise RuntimeError(f"{view.url(path)} does not show the article.")
                    self.figures.wire[view.key, size, packing] = answer.wire
            # Each view has been opened by now.
            for name, number in contender.statements(read_slug(size)).items():
                self.figures.statements[name, size] = number

    def _is_article(self, answer: Answer, size: int) -> bool:
        texts = (text for _name, text, *_place in self.article.comments(size))
        packed = answer.headers.get("Content-Encoding") == "br"  # which Python cannot unpack
        return packed or any(text in answer.text for text in texts)

    def _cold(self, size: int, number: int) -> None:
        for contender in self.contenders:
            times = self.figures.cold.setdefault((contender.key, size), [])
            if not contender.takes_comments or (number and max(times) > SLOW):
                continue
            contender.restart()
            view = contender.reading
            times.append(fetch(view.url(contender.path(read_slug(size)))).seconds)

    def _views(self, number: int) -> Iterator[tuple[Contender, View]]:
        """Yield all views, each round beginning with another one."""
        pairs = [(one, view) for one in self.contenders for view in one.views]
        start = number * len(pairs) // self.plan.rounds
        yield from pairs[start:] + pairs[:start]

    def _read(self, size: int, number: int) -> None:
        for connections in CONNECTIONS:
            for contender, view in self._views(number):
                rounds = self.figures.readings.setdefault((view.key, size, connections), [])
                if rounds and rounds[0].p50 > SLOW:
                    continue  # one round of what takes this long tells enough
                reading = self._reading(contender, view, size, connections)
                rounds.append(reading)
                failed = f", {reading.failed} failed" if reading.failed else ""
                where = f"{size:>6,} comments, {connections:>2} connections, {view.key}"
                say(f"  {where}: {reading.rate:,.2f} views/s{failed}")

    def _reading(self, contender: Contender, view: View, size: int, connections: int) -> Reading:
        path = contender.path(read_slug(size))
        # A slow page is not opened again only to know that it is slow.
        if self.alone.get((view.key, size), 0) < SLOW:
            self.alone[view.key, size] = fetch(view.url(path), view.headers).seconds
        # Too few views would end in wrk's time to say how long they take.
        if self.alone[view.key, size] * connections > self.plan.seconds / 2:
            reading = read_slowly(
                view, path, connections, seconds=self.plan.seconds, longest=self.plan.longest
            )
        else:
            reading = read_fast(view, path, connections, self.plan.seconds)
        self._remember_memory(contender, size)
        if reading.cut_short:
            contender.restart()  # it still works on what nobody waits for
        return reading

    def _remember_memory(self, contender: Contender, size: int) -> None:
        key = contender.key, size
        self.figures.memory[key] = max(self.figures.memory.get(key, 0), contender.memory())

    def _post(self, size: int, number: int) -> None:
        for contender in self.contenders:
            rounds = self.figures.postings.setdefault((contender.key, size), [])
            if not contender.takes_comments or (rounds and rounds[0].rate < 1 / SLOW):
                continue
            posting = post(contender, post_slug(size, number), longest=self.plan.longest)
            rounds.append(posting)
            refused = f"; {posting.refused} refused: {posting.why}" if posting.refused else ""
            rate = f"{posting.rate:,.2f} comments/s taken"
            say(f"  {size:>6,} comments, {contender.key}: {rate}{refused}")
            self._remember_memory(contender, size)
            contender.after_posting()
            if posting.rate < 1 / SLOW:
                contender.restart()


def read_slug(size: int) -> str:
    return f"discussion-{size}"


def post_slug(size: int, number: int) -> str:
    """Return the copy that is posted to: long discussions hardly grow by it, short ones do."""
    return read_slug(size) if size > GROWS else f"discussion-{size}-posts-{number}"


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)
