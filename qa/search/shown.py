"""What a page of results shows of each thing found."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from wagtail.models import Page

from qa.comments.models import Comment
from qa.experts.models import ExpertPage
from qa.models import QAIndexPage, QAPage

from .asked import Kind
from .ranking import in_order, topics_to_read
from .snippets import marked, passage
from .vocabulary import texts_of

# Nothing else of a page is shown; whole rows take twice as long.
PAGE = ("title", "slug", "url_path", "path", "depth")
ANSWER = (*PAGE, "introduction", "question", "body", "updated_on", "expert__title")
COMMENT = ("comment", "user_name", "posted_at", "expert__title")
PAGE_OF_COMMENT = tuple(f"page__{name}" for name in PAGE)


@dataclass(frozen=True)
class Result:
    """One line of a list of results."""

    thing: object
    url: str
    title: SafeString
    text: SafeString


def show(kind: str, keys: list[int], words: list[str]) -> list[Result]:
    """Return what is shown of the things of *kind* with these *keys*, in their order."""
    if kind == Kind.TOPICS:
        return topics(keys, words)
    if kind == Kind.COMMENTS:
        rows = Comment.objects.select_related("page", "expert").only(*COMMENT, *PAGE_OF_COMMENT)
        return [_comment(row, words) for row in in_order(rows, keys)]
    if kind == Kind.ANSWERS:
        rows = QAPage.objects.select_related("expert").only(*ANSWER)
        return [_page(row, words, _texts_of_answer(row)) for row in in_order(rows, keys)]
    rows = ExpertPage.objects.all() if kind == Kind.EXPERTS else Page.objects.specific()
    # The title is the first text; a passage that repeats it says nothing new.
    return [_page(row, words, list(texts_of(row))[1:]) for row in in_order(rows, keys)]


def topics(keys: list[int], words: list[str]) -> list[Result]:
    """Return the topics with these *keys* that have answers, each with the address of its list."""
    found = topics_to_read(keys)
    sections = list(QAIndexPage.objects.live()) if found else []
    return [
        Result(
            topic,
            f"{section.url}topics/{topic.slug}/",
            marked(topic.name, words),
            marked(topic.description, words),
        )
        for topic in found
        for section in sections
        if topic.path.startswith(section.path)
    ]


def _texts_of_answer(answer: QAPage) -> Iterable[str]:
    fields = {field.field_name: field for field in QAPage.get_searchable_search_fields()}
    for name in ("introduction", "question", "body"):
        value = fields[name].get_value(answer)
        yield from value if isinstance(value, list) else [value]


def _page(page: Page, words: list[str], texts: Iterable[str]) -> Result:
    return Result(page, page.url, marked(page.title, words), passage(texts, words))


def _comment(comment: Comment, words: list[str]) -> Result:
    title = marked(comment.page.title, words)
    text = passage([comment.comment], words)
    return Result(comment, comment.get_absolute_url(), title, text)
