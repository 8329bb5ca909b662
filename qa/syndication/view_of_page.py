"""Which view of a page a template is about to show: what its head and its data are made from."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urldefrag, urljoin

from django.core.paginator import Page as ListPage
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.models import Page, Site
from wagtail.rich_text import get_text_for_indexing

from qa.comments.threads import Conversation, ThreadPage
from qa.models import QAPage, Topic
from site_core.foundation.models import SiteSettings

# The lists of pages and what says which page of them is shown.
LISTS = {"answers": "page", "experts": "page", "replies": "replies"}
LONGEST_DESCRIPTION = 200  # characters, where no editor wrote one


def short_text(html: str, longest: int = LONGEST_DESCRIPTION) -> str:
    """Return the words of rich text, cut after a whole word to at most *longest* characters."""
    words = " ".join(get_text_for_indexing(html).split())
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:–") + "…"


def published_on(answer: QAPage) -> date:
    """Return the day an answer first appeared; one that was imported is older than its page."""
    first = answer.first_published_at
    day = timezone.localdate(first) if first else answer.updated_on
    return min(day, answer.updated_on)


@dataclass(frozen=True)
class View:
    """A page, or one part of its list or discussion. Addresses are absolute, "" for none."""

    request: HttpRequest
    site: Site
    page: Page
    settings: SiteSettings
    topic: Topic | None = None
    below: str = ""  # where a list stands below its page, such as "topics/nerves/"
    is_narrowed: bool = False  # a choice from a list, which stands at no address of its own
    part: ListPage | None = None  # one page of a list of answers, experts or replies
    parameter: str = "page"  # the one that says which page of it
    discussion: ThreadPage | None = None
    conversation: Conversation | None = None

    @property
    def root(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.site.root_url

    @property
    def is_home(self) -> bool:
        return self.page.pk == self.site.root_page_id

    @property
    def title(self) -> str:
        return self.topic.name if self.topic else self.page.title

    @cached_property
    def description(self) -> str:
        """The editor's description, or the first words of the introduction."""
        if self.topic:
            return self.topic.description
        own = self.page.search_description
        return own or short_text(getattr(self.page, "introduction", ""))

    @cached_property
    def page_address(self) -> str:
        """Where the page itself stands; a copy shown elsewhere stands where its original does."""
        page = self.page.alias_of if self.page.alias_of_id else self.page
        return page.get_full_url(self.request) or ""

    @cached_property
    def address(self) -> str:
        """Where exactly this view stands."""
        if self.conversation:
            thread = f"comments/thread/{self.conversation.node.comment.pk}/"
            return self.page_address + thread + _numbered(self.conversation.number)
        if self.discussion and self.discussion.order == "oldest":
            return f"{self.page_address}comments/oldest/{_numbered(self.discussion.number)}"
        if self.discussion and self.discussion.number > 1:
            return f"{self.page_address}comments/{self.discussion.number}/"
        is_numbered = self.part and not self.is_narrowed
        return self.list_address + (self._query(self.part.number) if is_numbered else "")

    @property
    def key(self) -> str | None:
        """What tells it from other views, None where its address alone does not."""
        return self.address if self.discussion else None

    @property
    def list_address(self) -> str:
        """The first page of the list."""
        return self.page_address + self.below

    @property
    def is_part_of_discussion(self) -> bool:
        """Whether comments are shown without the answer."""
        return self.address.startswith(f"{self.page_address}comments/")

    @property
    def previous(self) -> str:
        thread = self.conversation or self.discussion
        if self.part and not self.is_narrowed and self.part.has_previous():
            return self.list_address + self._query(self.part.previous_page_number())
        return self._absolute(thread.previous_url) if thread else ""

    @property
    def next(self) -> str:
        thread = self.conversation or self.discussion
        if self.part and not self.is_narrowed and self.part.has_next():
            return self.list_address + self._query(self.part.next_page_number())
        return self._absolute(thread.next_url) if thread else ""

    def _query(self, number: int) -> str:
        return f"?{self.parameter}={number}" if number > 1 else ""

    def _absolute(self, path: str) -> str:
        """Return the address of *path*; where a discussion begins is the article itself."""
        return urldefrag(urljoin(self.page_address, path)).url if path else ""


def _numbered(number: int) -> str:
    return f"{number}/" if number > 1 else ""


def view_of(context: dict) -> View | None:
    """Return what the template with *context* shows, None where it is no page that others see."""
    request, page = context.get("request"), context.get("page")
    if request is None or not isinstance(page, Page) or page.pk is None:
        return None
    site = Site.find_for_request(request)
    if site is None or getattr(request, "is_preview", False):
        return None
    lists = [name for name in LISTS if isinstance(context.get(name), ListPage)]
    # A profile has two lists; the one that was paged through is meant.
    paged = [name for name in lists if context[name].number > 1]
    name = next(iter([*paged, *lists]), "")
    return View(
        request=request,
        site=site,
        page=page,
        settings=SiteSettings.for_request(request),
        topic=context.get("topic"),
        below=context.get("below", ""),
        is_narrowed=bool(context.get("is_narrowed")),
        part=context.get(name),
        parameter=LISTS.get(name, "page"),
        discussion=context.get("discussion"),
        conversation=context.get("conversation"),
    )
