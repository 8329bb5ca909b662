"""The map of the site and its pictures for search engines (sitemaps.org), and what they may visit.

The latter is RFC 9309.
"""

from itertools import chain

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.fields import StreamField
from wagtail.models import Page, PageQuerySet

from site_core.foundation import shown
from site_core.foundation.headers import kept_publicly
from site_core.foundation.languages import in_every_language
from site_core.foundation.querysets import published

from .pictures import picture_ids, shown_pictures


class PageSitemap(Sitemap):
    """Every page that anybody may read now, each once, with the lists that a page has below it."""

    limit = 250  # of the 50,000 the protocol allows: a part takes long enough

    def items(self) -> PageQuerySet:
        shown.note(shown.ANSWERS, shown.EXPERTS, shown.MAPS)
        pages = Page.objects.filter(in_every_language(self.get_wagtail_site()))
        # An alias shows another page's content, at whose address it is to be found.
        mapped = published(pages).filter(alias_of=None)
        return mapped.defer_streamfields().specific().order_by("path")

    def _urls(self, number: int, protocol: str, domain: str) -> list[dict]:
        """Return what the map says of each page, by as few statements for many as for one."""
        pages = list(self.paginator.page(number).object_list)
        ids = {page.pk: [] for page in pages}
        for kind in {type(page) for page in pages}:
            _add_pictures(kind, ids)
        for page in pages:
            if getattr(page, "social_image_id", None):
                ids[page.pk].append(page.social_image_id)
        dates = [self.lastmod(page) for page in pages]
        if dates and None not in dates:
            self.latest_lastmod = max(dates)
        shown = shown_pictures(chain.from_iterable(ids.values()))
        entries = []
        for page in pages:
            own, *lists = page.get_sitemap_urls(self.request)
            pictures = [shown[pk].full_url for pk in dict.fromkeys(ids[page.pk]) if pk in shown]
            entries += [{**own, "pictures": pictures}, *lists]
        return entries


def _add_pictures(kind: type[Page], ids: dict[int, list[int]]) -> None:
    """Add the numbers of the pictures in the texts of pages of one *kind*, read one by one."""
    for field in kind._meta.fields:
        if isinstance(field, StreamField):
            texts = kind.objects.filter(pk__in=list(ids)).order_by().values_list("pk", field.name)
            for pk, stream in texts.iterator():
                ids[pk] += picture_ids(stream.get_prep_value())


@require_safe
@kept_publicly
def site_map(request: HttpRequest) -> HttpResponse:
    """Send the map, or the part of it that ``?p=`` asks for."""
    return wagtail_sitemap(
        request, sitemaps={"pages": PageSitemap}, template_name="syndication/sitemap.xml"
    )


@require_safe
@kept_publicly
def robots(request: HttpRequest) -> HttpResponse:
    """Say what programs may visit, and where the parts of the map are."""
    address = request.build_absolute_uri(reverse("sitemap"))
    further = PageSitemap(request).paginator.page_range[1:]
    context = {"sitemap_urls": [address, *(f"{address}?p={number}" for number in further)]}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
