"""The roof: every address of the site. Wagtail's page tree takes what nothing above it claims."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from qa.comments.feeds import site_feed
from qa.syndication.sitemap import robots, site_map

from .media import serve_upload

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.SERVE_MEDIA:
    urlpatterns.append(re_path(r"^media/(?P<path>.+)$", serve_upload, name="media"))

urlpatterns += [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", site_map, name="sitemap"),
    # Before the others below comments/, which have no language of their own: their page's counts.
    *i18n_patterns(
        path("comments/feed/", site_feed, name="comments_feed"), prefix_default_language=False
    ),
    path("comments/", include("qa.comments.urls")),
    *i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False),
]

handler400 = "site_core.errors.bad_request"
handler403 = "site_core.errors.permission_denied"
handler404 = "site_core.errors.page_not_found"
handler500 = "site_core.errors.server_error"
