"""What other programs read of the pages in one language, that of the address.

Sections stand below the home page, answers in them.
"""

from django.urls import include, path

from .cards import card
from .document import answer_markdown, llms_txt
from .feeds import section_feed, site_feed, topic_feed

urlpatterns = [
    path("llms.txt", llms_txt, name="llms"),
    path("api/v1/", include("qa.syndication.api.urls")),
    path("feed/", site_feed, name="answers_feed"),
    path("<str:section>/feed/", section_feed, name="section_feed"),
    path("<str:section>/topics/<slug:slug>/feed/", topic_feed, name="topic_feed"),
    path("<str:section>/<str:answer_slug>/card.png", card, name="card"),
    path("<str:section>/<str:answer_slug>/index.md", answer_markdown, name="answer_markdown"),
]
