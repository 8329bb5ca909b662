"""Other forms of pages, at addresses beside theirs, in the language of the address.

Sections stand below the home page, answers in them.
"""

from django.urls import path

from .cards import card
from .document import answer_markdown
from .feeds import section_feed, site_feed

urlpatterns = [
    path("feed/", site_feed, name="answers_feed"),
    path("<str:section>/feed/", section_feed, name="section_feed"),
    path("<str:section>/topics/<slug:slug>/feed/", section_feed, name="topic_feed"),
    path("<str:section>/<str:answer_slug>/card.png", card, name="card"),
    path("<str:section>/<str:answer_slug>/index.md", answer_markdown, name="answer_markdown"),
]
