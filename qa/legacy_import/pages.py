"""The article part: from a parsed file to a published answer, and changes to it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

from django.utils.html import escape
from wagtail.coreutils import cautious_slugify

from qa.models import QAIndexPage, QAPage

from .document import Article, PageFileError, clip
from .models import ImportedPage
from .profiles import find_or_make_expert, find_or_make_topics
from .report import FileReport, Outcome

_LONGEST_SLUG = 200


def source_slug(article: Article) -> str:
    """Return the slug of the title in the file."""
    return cautious_slugify(article.title)[:_LONGEST_SLUG].strip("-") or "page"


def article_digests(article: Article) -> dict[str, str]:
    """Return a SHA-256 for each part of the article that is written on its own."""
    parts = {
        "title": article.title,
        "expert": [article.author_name, article.author_post_nominals],
        "updated_on": article.updated_on.isoformat(),
        "topics": article.topics_line,
        "question": [article.question, article.asker_name, article.asked_on.isoformat()],
        "introduction": article.introduction,
        "body": [[one.heading, one.paragraphs] for one in article.sections],
    }
    return {name: _digest(value) for name, value in parts.items()}


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()


def find_imported(parent: QAIndexPage, article: Article, file_name: str) -> ImportedPage | None:
    """Return what was imported from an earlier state of this file, None if nothing was.

    Under ``parent`` the title's slug decides; where the title changed, file name and
    question together.

    Raises:
        PageFileError: a page of this title is there, but from another file, or from none.
    """
    question = article_digests(article)["question"]
    here = ImportedPage.objects.select_related("page").filter(
        page__path__startswith=parent.path, page__depth=parent.depth + 1
    )
    slug = source_slug(article)
    found = here.filter(source_slug=slug).first()
    if found is None:
        found = here.filter(source_name=file_name, article_digests__question=question).first()
    elif found.article_digests.get("question") != question and found.source_name != file_name:
        raise PageFileError(
            f'a page of this title was imported from another file, "{found.source_name}"',
            article.title_line,
        )
    if found is None and parent.get_children().filter(slug=slug).exists():
        raise PageFileError(
            f'a page "{slug}" is there already and was not imported', article.title_line
        )
    return found


def create_page(parent: QAIndexPage, article: Article, report: FileReport) -> QAPage:
    """Add the answer under ``parent``, published, and return it."""
    page = QAPage(slug=source_slug(article))
    for write in _WRITERS.values():
        write(page, article, parent, report)
    parent.add_child(instance=page)
    page.save_revision().publish()
    report.outcome = Outcome.CREATED
    report.url = page.url or ""
    report.add("page", f'"{page.title}", {len(article.sections)} sections')
    report.add("topics", ", ".join(article.topics) or "none")
    return page


def update_page(
    imported: ImportedPage, parent: QAIndexPage, article: Article, report: FileReport
) -> None:
    """Write the parts of ``article`` that changed in the file into a new revision.

    It is published if the page is; a page taken offline stays so.
    """
    page, digests = imported.page, article_digests(article)
    changed = [name for name in _WRITERS if digests[name] != imported.article_digests.get(name)]
    report.url = page.url or ""
    if not changed:
        return
    _note_edits(imported, page, article, report)
    for name in changed:
        _WRITERS[name](page, article, parent, report)
    revision = page.save_revision()
    if page.live:
        revision.publish()
    else:
        report.notes.odd(None, "the page is not published here; the changes are its draft")
    imported.revision = revision
    report.outcome = Outcome.UPDATED
    report.add("page", f"new revision; changed: {', '.join(changed).replace('_', ' ')}")


def _note_edits(imported: ImportedPage, page: QAPage, article: Article, report: FileReport) -> None:
    if article.title != page.title:
        report.notes.odd(
            article.title_line,
            f'the title was "{clip(page.title)}"; the address {page.slug} stays',
        )
    known = imported.revision_id
    if known and page.latest_revision_id != known:
        report.notes.odd(
            None,
            "the page was edited here since; parts that changed in the file replaced "
            f"the edited ones (before: revision {page.latest_revision_id} in its history)",
        )


def _write_title(page: QAPage, article: Article, *_: object) -> None:
    page.title = page.draft_title = article.title


def _write_expert(page: QAPage, article: Article, parent: QAIndexPage, report: FileReport) -> None:
    page.expert = find_or_make_expert(
        name=article.author_name,
        post_nominals=article.author_post_nominals,
        parent=parent,
        report=report,
    )


def _write_updated_on(page: QAPage, article: Article, *_: object) -> None:
    page.updated_on = article.updated_on


def _write_topics(page: QAPage, article: Article, _parent: QAIndexPage, report: FileReport) -> None:
    page.topics.set(find_or_make_topics(article.topics, article.title_line, report))


def _write_question(
    page: QAPage, article: Article, _parent: QAIndexPage, report: FileReport
) -> None:
    longest = QAPage._meta.get_field("asker_name").max_length
    if len(article.asker_name) > longest:
        report.notes.odd(None, f'the asker\'s name "{clip(article.asker_name)}" was cut')
    page.question = _rich(article.question)
    page.asker_name = article.asker_name[:longest]
    page.asked_on = article.asked_on


def _write_introduction(page: QAPage, article: Article, *_: object) -> None:
    page.introduction = _rich(article.introduction)


def _write_body(page: QAPage, article: Article, *_: object) -> None:
    page.body = json.dumps(
        [
            {
                "type": "section",
                "value": {
                    "heading": section.heading,
                    "content": [
                        {"type": "paragraph", "value": _rich([text])} for text in section.paragraphs
                    ],
                },
            }
            for section in article.sections
        ]
    )


def _rich(paragraphs: Iterable[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs)


_WRITERS: dict[str, Callable[..., None]] = {
    "title": _write_title,
    "expert": _write_expert,
    "updated_on": _write_updated_on,
    "topics": _write_topics,
    "question": _write_question,
    "introduction": _write_introduction,
    "body": _write_body,
}
