"""The addresses that other programs read. Sections stand below the home page, answers in them."""

from django.urls import path

from .cards import card
from .sitemap import robots, site_map

urlpatterns = [
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", site_map, name="sitemap"),
    path("<str:section>/<str:answer_slug>/card.png", card, name="card"),
]
