"""The addresses of the whole site that other programs read."""

from django.urls import include, path

from .document import llms_txt
from .oembed import oembed
from .sitemap import robots, site_map

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", site_map, name="sitemap"),
    path("llms.txt", llms_txt, name="llms"),
    path("api/v1/", include("qa.syndication.api.urls")),
    path("oembed/", oembed, name="oembed"),
]
