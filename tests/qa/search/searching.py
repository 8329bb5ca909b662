"""An index for tests, which leave it out otherwise, and what a reader finds on the page."""

from bs4 import BeautifulSoup
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from qa.models import Topic
from qa.search.vocabulary import learn


def build_index() -> None:
    """Put every page and topic into the index, and the words of live pages into the vocabulary."""
    backend = get_search_backend()
    for page in Page.objects.specific():
        backend.add(page)
        if page.live:
            learn(page)
    for topic in Topic.objects.all():
        backend.add(topic)


def soup_of(client, text: str = "", **narrowed) -> BeautifulSoup:
    """Return the page of results for *text*."""
    response = client.get("/search/", {"q": text, **narrowed})
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def answers_in(soup: BeautifulSoup) -> list[str]:
    """Return the slugs of the answers on the page, in their order."""
    links = soup.select("section[aria-labelledby=found] .results h3 a")
    return [link["href"].rstrip("/").rsplit("/", 1)[-1] for link in links]
