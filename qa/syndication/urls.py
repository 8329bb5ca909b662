"""What other programs read of the whole site, whatever its languages."""

from django.urls import path

from .oembed import oembed
from .sitemap import robots, site_map

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", site_map, name="sitemap"),
    path("oembed/", oembed, name="oembed"),
]
