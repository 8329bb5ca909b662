"""The newest comments as Atom feeds (RFC 4287): those of one page, and those of the whole site."""

from datetime import datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from site_core.foundation.atom import AtomFeed, Source, xml_text
from site_core.foundation.headers import kept_publicly
from site_core.foundation.languages import home_of
from site_core.foundation.models import SiteSettings

from .latest import latest_comments, latest_on
from .models import Comment
from .templatetags.comment_tags import comment_text

ENTRIES_SHOWN = 50


class _CommentFeed(AtomFeed):
    def item_title(self, item: Comment) -> str:
        words = (
            _("%(name)s, expert reply, on %(title)s")
            if item.expert_id
            else _("%(name)s on %(title)s")
        )
        return xml_text(words % {"name": item.display_name, "title": item.page.title})

    def item_link(self, item: Comment) -> str:
        return f"{item.page.full_url}comments/c{item.pk}/"

    def item_guid(self, item: Comment) -> str:
        """Return a tag URI (RFC 4151), which stays the same when the page moves."""
        host = urlsplit(item.page.full_url).hostname
        return f"tag:{host},{item.posted_at:%Y-%m-%d}:comment-{item.pk}"

    def item_author_name(self, item: Comment) -> str:
        return xml_text(item.display_name)

    def item_pubdate(self, item: Comment) -> datetime:
        return item.posted_at

    def item_updateddate(self, item: Comment) -> datetime:
        """Return when readers could first see it as it is: conditional requests go by this."""
        return max(filter(None, [item.posted_at, item.published_at, item.edited_at]))

    def item_extra_kwargs(self, item: Comment) -> dict:
        return {"content": comment_text(xml_text(item.comment))}


class _PageFeed(_CommentFeed):
    def get_object(self, request: HttpRequest, page: Page) -> Source:
        address = page.get_full_url(request)
        return Source(
            page=page,
            title=_("Comments on “%(title)s”") % {"title": page.title},
            link=f"{address}#comments",
            feed_url=f"{address}feed/",
            items=latest_on(page, ENTRIES_SHOWN),
        )


class _SiteFeed(_CommentFeed):
    def get_object(self, request: HttpRequest) -> Source:
        site = Site.find_for_request(request)
        if site is None:
            raise Http404("There is no site here.")
        home = home_of(request)
        name = SiteSettings.for_request(request).site_name
        return Source(
            page=home,
            title=_("Latest comments – %(site)s") % {"site": name},
            link=home.full_url,
            feed_url=f"{site.root_url}{reverse('comments_feed')}",
            items=latest_comments(ENTRIES_SHOWN, below=home),
        )


page_feed = require_safe(kept_publicly(_PageFeed()))
site_feed = require_safe(kept_publicly(_SiteFeed()))
