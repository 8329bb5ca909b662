"""``manage.py import_page``: pages of the old site's plain-text copies into this site."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.transaction import atomic, set_rollback
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from qa.experts.models import ExpertPage
from qa.legacy_import.document import PageFileError
from qa.legacy_import.importer import ImportOptions, import_file
from qa.legacy_import.places import UnknownPlaceError, find_section
from qa.legacy_import.profiles import experts_near
from qa.legacy_import.report import print_report
from qa.models import QAIndexPage


class Command(BaseCommand):
    """Imports files, one transaction each; every one is tried."""

    help = (
        "Import pages of the old site's plain-text copies: the article, its asker, author and "
        "topics, and the discussion. Prints what was made and what was guessed, left out or odd. "
        "A file imported before is brought up to date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--parent",
            required=True,
            metavar="PATH",
            help="the section of answers they go under, such as /ask-our-experts/",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="report everything, keep nothing"
        )
        parser.add_argument(
            "--expert-account",
            metavar="NAME",
            help='the name experts replied under (default: guessed from "Our Response:")',
        )
        parser.add_argument(
            "--replies-by",
            metavar="SLUG",
            help="the expert whose replies these are (default: a profile of the account's name)",
        )
        parser.add_argument(
            "--accept-missing-end",
            action="store_true",
            help="import a file whose closing lines are gone, though it may be cut off",
        )

    def handle(self, *, files: list[Path], parent: str, **options) -> None:
        section = self._section(parent)
        how = ImportOptions(
            expert_account=options["expert_account"],
            replies_by=self._expert(section, options["replies_by"]),
            accept_missing_end=options["accept_missing_end"],
        )
        console = Console(file=self.stdout, no_color=options["no_color"] or None)
        failures = []
        # Files of a dry run see what those before them made, as in a real one.
        with _rolled_back() if options["dry_run"] else nullcontext():
            for path in map(Path, files):
                failures += self._import(path, section, how, console, options)
        if failures:
            count = f"{len(failures)} of {len(files)} files failed; nothing of them was kept."
            raise CommandError("\n".join([*failures, count]))

    def _import(
        self, path: Path, section: QAIndexPage, how: ImportOptions, console: Console, options: dict
    ) -> list[str]:
        """Import one file and print its report; return what went wrong, a line each."""
        try:
            with _Bar() as bar:
                report = import_file(path=path, parent=section, options=how, progress=bar)
        except PageFileError as error:
            return [f"{path}:{error.line}: {error.message}"]
        except OSError as error:
            return [f"{path}: cannot be read: {error.strerror or error}"]
        except ValidationError as error:
            return [f"{path}: the page cannot be saved: {'; '.join(error.messages)}"]
        print_report(
            console, report, dry_run=options["dry_run"], everything=options["verbosity"] > 1
        )
        return []

    def _section(self, address: str) -> QAIndexPage:
        try:
            return find_section(address)
        except UnknownPlaceError as error:
            raise CommandError(str(error)) from None

    def _expert(self, section: QAIndexPage, slug: str | None) -> ExpertPage | None:
        if not slug:
            return None
        experts = experts_near(section)
        found = experts.filter(slug=slug).first()
        if found is None:
            slugs = ", ".join(experts.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f'No expert is called "{slug}"; there are: {slugs or "none yet"}.')
        return found


@contextmanager
def _rolled_back() -> Iterator[None]:
    with atomic():
        yield
        set_rollback(True)


class _Bar:
    """A progress bar on a terminal's standard error, nothing elsewhere."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.fields[file]}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("comments"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> _Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def begin(self, name: str, total: int) -> None:
        """Show a bar for the ``total`` comments of the file ``name``."""
        self._task = self._progress.add_task("import", total=total, file=name)

    def advance(self, number: int) -> None:
        """Move the bar on by ``number`` comments."""
        self._progress.advance(self._task, number)
