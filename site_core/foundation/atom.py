"""What every Atom feed of the site is made of (RFC 4287)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed
from wagtail.models import Page

# What XML 1.0 (section 2.2) cannot hold, however it is escaped.
_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def xml_text(text: str) -> str:
    """Return *text* without the characters that no XML document may hold."""
    return _NOT_IN_XML.sub("", text)


@dataclass(frozen=True)
class Source:
    """What one feed tells of, in the name of a page."""

    page: Page
    title: str
    link: str  # absolute, as is the other
    feed_url: str
    items: Iterable


class _Atom(Atom1Feed):
    """Atom with whole texts, and with a date that stays the same while there is no entry."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["since"]

    def add_item_elements(self, handler, item: dict) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class AtomFeed(Feed):
    """A feed of a :class:`Source`, which ``get_object()`` returns.

    Its ``item_extra_kwargs()`` must give the ``content`` of an entry, as HTML.
    """

    feed_type = _Atom

    def title(self, source: Source) -> str:
        return xml_text(source.title)

    def link(self, source: Source) -> str:
        return source.link

    def feed_url(self, source: Source) -> str:
        return source.feed_url

    def feed_guid(self, source: Source) -> str:
        return source.feed_url

    def feed_extra_kwargs(self, source: Source) -> dict:
        return {"since": source.page.first_published_at or datetime.fromtimestamp(0, UTC)}

    def items(self, source: Source) -> Iterable:
        return source.items

    # The text is the content; a summary would say it twice.
    item_description = None
