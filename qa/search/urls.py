"""Addresses of the search."""

from django.urls import path

from .views import results, suggestions

urlpatterns = [
    path("", results, name="search"),
    path("suggest/", suggestions, name="search_suggest"),
]
