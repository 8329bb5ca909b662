"""A server with helpers beside it, all forked from one process so that they share its memory."""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess

LONGEST_PAUSE = 60  # seconds
LONGEST_GOODBYE = 20  # seconds a child may take to end
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Helper:
    """A process beside the server that is started again if it ends, each time after more time."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name, self.work = name, work
        self.process, self.started, self.pause = _fork(work), time.monotonic(), 1

    def start_again_if_ended(self) -> None:
        age = time.monotonic() - self.started
        if self.process.is_alive() or age < self.pause:
            return
        self.pause = 1 if age > 2 * LONGEST_PAUSE else min(2 * self.pause, LONGEST_PAUSE)
        print(f"{self.name} ended; it is started again.", file=sys.stderr, flush=True)
        self.process, self.started = _fork(self.work), time.monotonic()


def run_together(server_work: Callable[[], None], helpers: Mapping[str, Callable[[], None]]) -> int:
    """Run an app server with *helpers* beside it until it ends or a signal ends all.

    A helper that dies is started again, each time after a longer pause, and the server stays.
    :param helpers: what each of them does, by its name
    :return: the exit code of the server; as in a shell, 128 and its number if a signal ended it
    """
    multiprocessing.set_start_method("fork", force=True)  # granian's processes, too
    told_to_stop: list[int] = []
    for number in ENDING:
        signal.signal(number, lambda number, frame: told_to_stop.append(number))
    server = _fork(server_work)
    beside = [Helper(name, work) for name, work in helpers.items()]
    while server.is_alive() and not told_to_stop:
        for helper in beside:
            helper.start_again_if_ended()
        server.join(0.2)
    children = [server, *(helper.process for helper in beside)]
    for child in children:
        child.terminate()
    for child in reversed(children):
        _wait_or_kill(child)
    code = server.exitcode or 0
    return code if code >= 0 else 128 - code


def _fork(work: Callable[[], None]) -> BaseProcess:
    # Until the child hears for itself, the handlers of this process would swallow its signals.
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    child = multiprocessing.Process(target=_work, args=(work, mask))
    child.start()
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    return child


def _work(work: Callable[[], None], mask: set[signal.Signals]) -> None:
    os.setpgid(0, 0)  # Ctrl-C reaches the parent only, and each child is told once
    for number in ENDING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    work()


def _wait_or_kill(child: BaseProcess) -> None:
    child.join(LONGEST_GOODBYE)
    if child.is_alive():
        os.killpg(child.pid, signal.SIGKILL)
        child.join()
