"""How far a backup is, for whoever looks on."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from .archive import Progress


@contextmanager
def bytes_done(label: str, expected: int) -> Iterator[Progress]:
    """Show a bar on the terminal's error output; yield what it must be told of bytes done.

    :param expected: how many bytes are likely; more are no harm
    """
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Bars(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(label, total=expected or None)
        yield lambda number: bars.advance(task, number)
