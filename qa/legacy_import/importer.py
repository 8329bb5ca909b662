"""One file into the site: read, compare with what is there, write in one transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db.transaction import atomic
from django.utils import timezone
from wagtail.models import Page

from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage, Topic

from .decoding import MAX_BYTES
from .discussion import Discussion
from .document import ParsedPage
from .models import ImportedPage
from .pages import article_digests, create_page, find_imported, source_slug, update_page
from .parser import parse_page
from .profiles import ACCOUNT_ROLE, find_or_make_expert
from .report import FileReport


class Progress(Protocol):
    """What shows how far an import is."""

    def begin(self, name: str, total: int) -> None:
        """``total`` comments of the file ``name`` are to be done."""

    def advance(self, number: int) -> None:
        """``number`` more of them are done."""


class NoProgress:
    """Shows nothing."""

    def begin(self, name: str, total: int) -> None: ...

    def advance(self, number: int) -> None: ...


@dataclass(frozen=True)
class ImportOptions:
    """How to read a file.

    ``expert_account``: the name experts replied under (default: guessed).
    ``replies_by``: the expert these replies are credited to (default: the account).
    ``accept_missing_end``: let a file pass whose closing lines are gone.
    """

    expert_account: str | None = None
    replies_by: ExpertPage | None = None
    accept_missing_end: bool = False

    def recorded(self) -> str:
        """Return what of this changes the result: other options import anew."""
        by = self.replies_by.pk if self.replies_by else ""
        return f"{self.expert_account or ''}|{by}"[:200]


def import_file(
    *,
    path: Path,
    parent: QAIndexPage,
    options: ImportOptions | None = None,
    progress: Progress | None = None,
) -> FileReport:
    """Import the page file at ``path`` under ``parent``, or bring it up to date.

    The file's times are taken in the project's time zone (``TIME_ZONE``).

    Raises:
        PageFileError: the file is broken, or its page is taken.
        OSError: it cannot be read.
    In either case the database is as it was.
    """
    options = options or ImportOptions()
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    job = _Job(path.name, data, options, progress or NoProgress())
    with atomic():
        return job.run(parent)


class _Job:
    def __init__(self, name: str, data: bytes, options: ImportOptions, progress: Progress) -> None:
        self.name = name
        self.data = data
        self.sha256 = hashlib.sha256(data).hexdigest()
        self.options = options
        self.progress = progress
        self.report = FileReport(name)

    def run(self, parent: QAIndexPage) -> FileReport:
        # Two imports of one file at a time would both find no page yet.
        Page.objects.select_for_update().get(pk=parent.pk)
        parent = QAIndexPage.objects.get(pk=parent.pk)
        same = self._already_imported(parent)
        if same:
            self.report.url = same.page.url or ""
            return self.report
        parsed = parse_page(
            self.data,
            zone=timezone.get_default_timezone(),
            known_topics=Topic.objects.values_list("name", flat=True),
            expert_account=self.options.expert_account,
            accept_missing_end=self.options.accept_missing_end,
        )
        self.report.notes.findings += parsed.findings
        self._write(parent, parsed.page)
        return self.report

    def _already_imported(self, parent: QAIndexPage) -> ImportedPage | None:
        return (
            ImportedPage.objects.filter(sha256=self.sha256, options=self.options.recorded())
            .filter(page__in=QAPage.objects.child_of(parent))
            .select_related("page")
            .first()
        )

    def _write(self, parent: QAIndexPage, parsed: ParsedPage) -> None:
        article = parsed.article
        imported = find_imported(parent, article, self.name)
        if imported:
            update_page(imported, parent, article, self.report)
        else:
            page = create_page(parent, article, self.report)
            imported = ImportedPage(page=page, revision=page.latest_revision)
        imported.source_name = self.name[:255]
        imported.source_slug = source_slug(article)
        imported.sha256 = self.sha256
        imported.options = self.options.recorded()
        imported.article_digests = article_digests(article)
        imported.save()
        self._write_comments(imported, parent, parsed)

    def _write_comments(
        self, imported: ImportedPage, parent: QAIndexPage, parsed: ParsedPage
    ) -> None:
        self.progress.begin(self.name, len(parsed.comments))
        expert = self._replying_expert(parent, parsed)
        discussion = Discussion(imported, expert, self.report)
        discussion.sync(parsed.comments, self.progress.advance)

    def _replying_expert(self, parent: QAIndexPage, parsed: ParsedPage) -> ExpertPage | None:
        if not any(one.by_expert for one in parsed.comments):
            return None
        if self.options.replies_by:
            return self.options.replies_by
        return find_or_make_expert(
            name=parsed.expert_account, parent=parent, report=self.report, role=ACCOUNT_ROLE
        )
