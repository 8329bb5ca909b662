"""Several processes that write at the same moment."""

import json
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.qa.notifications.processes import environment

# One start of Django for all of them: it takes longer than the writing. Nothing has connected to
# the database before they part.
PARTING = """
import json, sys, django
from importlib import import_module
from multiprocessing import get_context
django.setup()
number, module, function, *arguments = sys.argv[1:]
write = getattr(import_module(module), function)
processes = get_context("fork")
begin = processes.Barrier(int(number))
def one(writer):
    begin.wait(60)
    return write(writer, *arguments)
with processes.Pool(int(number)) as pool:
    print(json.dumps(pool.map(one, range(int(number)), chunksize=1)))
"""


def write_at_once(number: int, write, *arguments: str, folder: Path) -> list:
    """Return what *write* gives in each of *number* processes that begin at the same moment.

    :param write: a function of a module, called with the number of its process and *arguments*
    :param folder: for what they store in files
    """
    writers = subprocess.run(
        [sys.executable, "-c", PARTING, str(number), write.__module__, write.__name__, *arguments],
        cwd=settings.BASE_DIR,
        env=environment(TMPDIR=str(folder)),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert writers.returncode == 0, writers.stderr
    return json.loads(writers.stdout)
