"""The newest answers as Atom feeds: of the whole site, of a section, and on one topic."""

from datetime import UTC, datetime, time
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from qa.models import QAPage, Topic
from qa.querysets import QAPageQuerySet
from site_core.foundation.atom import AtomFeed, Source, xml_text
from site_core.foundation.headers import kept_publicly
from site_core.foundation.models import SiteSettings

from .document import with_whole_addresses
from .finding import answers_below, home_at, section_at, site_of
from .view_of_page import published_on

ENTRIES_SHOWN = 30
_BETWEEN = "\0"  # no text holds one


class _AnswerFeed(AtomFeed):
    def item_title(self, item: QAPage) -> str:
        return xml_text(item.title)

    def item_link(self, item: QAPage) -> str:
        return item.full_url

    def item_guid(self, item: QAPage) -> str:
        """Return a tag URI (RFC 4151), which stays the same when the page moves."""
        host = urlsplit(item.full_url).hostname
        return f"tag:{host},{_first_published(item):%Y-%m-%d}:answer-{item.pk}"

    def item_author_name(self, item: QAPage) -> str | None:
        return xml_text(item.expert.title) if item.expert else None

    def item_author_link(self, item: QAPage) -> str | None:
        return item.expert.full_url if item.expert and item.expert.live else None

    def item_pubdate(self, item: QAPage) -> datetime:
        return _at_noon(published_on(item))

    def item_updateddate(self, item: QAPage) -> datetime:
        """Return when readers could first see it as it is: conditional requests go by this."""
        return item.last_published_at or _at_noon(item.updated_on)

    def item_extra_kwargs(self, item: QAPage) -> dict:
        return {"content": item.feed_content}


class _SiteFeed(_AnswerFeed):
    def get_object(self, request: HttpRequest) -> Source:
        site, home = site_of(request), home_at(request)
        name = SiteSettings.for_request(request).site_name
        return Source(
            page=home,
            title=_("Latest answers – %(site)s") % {"site": name},
            link=home.get_full_url(request),
            feed_url=f"{site.root_url}{reverse('answers_feed')}",
            items=_newest(answers_below(home), home, site.root_url),
        )


class _SectionFeed(_AnswerFeed):
    def get_object(self, request: HttpRequest, section: str, slug: str = "") -> Source:
        site, page = site_of(request), section_at(request, section)
        answers = answers_below(page)
        title, address = page.title, page.get_full_url(request)
        if slug:
            topic = get_object_or_404(Topic, slug=slug)
            answers = answers.by_topic(topic)
            title, address = topic.name, f"{address}topics/{topic.slug}/"
        return Source(
            page=page,
            title=_("Latest answers – %(title)s") % {"title": title},
            link=address,
            feed_url=f"{address}feed/",
            items=_newest(answers, page, site.root_url),
        )


def _newest(answers: QAPageQuerySet, above: Page, root: str) -> list[QAPage]:
    """Return the newest answers with what feeds tell of each: the question and the short answer.

    Their links are looked up for all of them together.
    """
    found = list(answers.select_related("expert").defer("body").newest_first()[:ENTRIES_SHOWN])
    texts = _BETWEEN.join(f"{_quoted(answer)}{answer.introduction}" for answer in found)
    for answer, content in zip(found, expand_db_html(texts).split(_BETWEEN), strict=False):
        answer.feed_content = xml_text(with_whole_addresses(content, root))
    return found


def _quoted(answer: QAPage) -> str:
    return f"<blockquote>{answer.question}</blockquote>"


def _first_published(answer: QAPage) -> datetime:
    return answer.first_published_at or _at_noon(answer.updated_on)


def _at_noon(day) -> datetime:
    """Return a moment of *day* that is the same date nearly everywhere."""
    return datetime.combine(day, time(12), UTC)


site_feed = require_safe(kept_publicly(_SiteFeed()))
section_feed = require_safe(kept_publicly(_SectionFeed()))
topic_feed = require_safe(kept_publicly(_SectionFeed(), can_be_purged=False))
