"""The map of the site for search engines (sitemaps.org), and what they may visit (RFC 9309)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap
from wagtail.models import Page, PageQuerySet

from site_core.foundation.languages import in_every_language
from site_core.foundation.querysets import published


class PageSitemap(Sitemap):
    """Every page that anybody may read now, each once."""

    limit = 10_000  # of the 50,000 the protocol allows

    def items(self) -> PageQuerySet:
        pages = Page.objects.filter(in_every_language(self.get_wagtail_site()))
        # An alias shows another page's content, at whose address it is to be found.
        mapped = published(pages).filter(alias_of=None)
        return mapped.defer_streamfields().specific().order_by("path")


@require_safe
def site_map(request: HttpRequest) -> HttpResponse:
    """Send the map, or the part of it that ``?p=`` asks for."""
    return wagtail_sitemap(request, sitemaps={"pages": PageSitemap})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what programs may visit, and where the map is."""
    context = {"sitemap_url": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
