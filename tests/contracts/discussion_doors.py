"""The doors of a discussion: whatever comes out of one is held against the model."""

import re
from collections.abc import Iterable
from functools import partial
from itertools import chain, count

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from qa.comments.feeds import site_feed
from qa.models import QAPage

from .discussion_model import Discussion, Said

LATEST = 5
ALL_THE_WAY = 10
WORD = re.compile("qz[a-p]{6}")
ARTICLE = re.compile(r'<article id="c(\d+)" class="([^"]*)".*?</article>', re.DOTALL)
ENTRY = re.compile(r"<entry>.*?comment-(\d+)</id>.*?</entry>", re.DOTALL)
LATEST_COMMENTS = re.compile(r'<section id="latest-comments".*?</section>', re.DOTALL)
ITEM = re.compile("<li>.*?</li>", re.DOTALL)
REPLY_COUNT = re.compile(r'class="reply-count">(\d+) ')
COUNT = re.compile(r'<p class="count">(\d+) ')


def words_in(text: str) -> frozenset[str]:
    """Return the made-up words in *text*."""
    return frozenset(WORD.findall(text))


def articles_of(html: str) -> list[tuple]:
    """Return the comments on a page in the form that the model has them."""
    return [
        (int(found[1]), "tombstone" in found[2], words_in(found[0]))
        for found in ARTICLE.finditer(html)
    ]


class Doors:
    """Asks for pages and feeds, each time from another network, so that no limit is reached."""

    def __init__(self, page: QAPage, model: Discussion) -> None:
        self.page, self.model = page, model
        self.site, self.url = page.get_site(), page.url
        self.client = Client()
        self.asked, self.asked_shortly = count(), count()

    def ask(self, method: str, path: str, own: Iterable[str] = (), **data) -> HttpResponse:
        """Send a request; the answer may show what readers see and the sender's *own* words."""
        send = getattr(self.client, method)
        return self._checked(send(path, data, REMOTE_ADDR=self._network()), own)

    def ask_shortly(self, method: str, path: str, own: Iterable[str] = (), **data) -> HttpResponse:
        """Ask as ask() does, but mostly the view itself; a 404 then has no page that says so.

        Finding the page and saying that there is none costs as much as most answers; it is the
        same each time, so one request of ten goes all the way.
        """
        if next(self.asked_shortly) % ALL_THE_WAY == 0:
            return self.ask(method, path, own, **data)
        request = getattr(RequestFactory(), method)(path, data, REMOTE_ADDR=self._network())
        request._wagtail_site = self.site  # asked for anew with every request otherwise
        request.user = AnonymousUser()
        try:
            view, args, kwargs = self._view_at(request.path_info)
            response = view(request, *args, **kwargs)
        except Http404:
            return HttpResponse(status=404)
        return self._checked(response.render() if hasattr(response, "render") else response, own)

    def _network(self) -> str:
        number = next(self.asked)
        return f"10.{number >> 8}.{number & 255}.1"

    def _view_at(self, path: str) -> tuple:
        if path.startswith(self.url):
            return self.page.resolve_subpage(f"/{path.removeprefix(self.url)}")
        return resolve(path)

    def _read(self, path: str) -> HttpResponse:
        """Return a part of the page, or a bare 404."""
        return self.ask_shortly("get", f"{self.url}{path}")

    def _checked(self, response: HttpResponse, own: Iterable[str] = ()) -> HttpResponse:
        told = words_in(response.text + str(response.headers)) - set(own)
        assert told <= self.model.words_to_see(), "words are shown that nobody may see"
        return response

    def look_through(self, turn: int) -> None:
        """Look through one door, another one with each *turn*."""
        some = [self.model.said[turn % len(self.model.said)]] if self.model.said else []
        checks = [
            partial(self.look_at_discussion, "", self.model.roots()[::-1]),
            self.look_at_latest,
            partial(self.look_at_permalinks, self.model.said[-2:]),
            partial(self.look_at_discussion, "comments/oldest/", self.model.roots()),
            partial(self.look_at_conversations, [*(one.root for one in some), *some]),
            partial(self.look_at_feed, "feed/"),
            partial(self.look_at_feed, ""),
        ]
        checks[turn % len(checks)]()

    def look_at_latest(self) -> None:
        latest = "".join(LATEST_COMMENTS.findall(self.ask("get", "/").text))
        newest = self.model.readable()[:LATEST]
        assert list(map(words_in, ITEM.findall(latest))) == [one.own_words for one in newest]

    def look_at_discussion(self, path: str, roots: list[Said]) -> None:
        response = self._read(path)
        if self.model.policy == "hidden":
            assert response.status_code == (404 if path else 200)
            assert not ARTICLE.search(response.text)
            return
        threads = map(self.model.conversation, roots)
        assert articles_of(response.text) == list(chain.from_iterable(threads))
        replies = map(int, REPLY_COUNT.findall(response.text))
        assert list(replies) == self.model.reply_counts(roots)
        total = [str(len(self.model.readable()))] if roots else []
        assert COUNT.findall(response.text) == total

    def look_at_conversations(self, comments: list[Said]) -> None:
        for one in comments:
            response = self._read(f"comments/thread/{one.pk}/")
            if one.parent is None and self._is_seen(one):
                assert articles_of(response.text) == self.model.conversation(one)
            else:
                assert response.status_code == 404

    def look_at_permalinks(self, comments: list[Said]) -> None:
        for one in comments:
            response = self._read(f"comments/c{one.pk}/")
            assert response.status_code == (302 if self._is_seen(one) else 404)
            assert response.get("Location", f"#c{one.pk}").endswith(f"#c{one.pk}")

    def _is_seen(self, one: Said) -> bool:
        return one.is_visible and self.model.policy != "hidden"

    def look_at_feed(self, path: str) -> None:
        feed = self._read(path) if path else self._checked(site_feed(RequestFactory().get("/")))
        found = [(int(entry[1]), words_in(entry[0])) for entry in ENTRY.finditer(feed.text)]
        assert found == [(one.pk, one.own_words) for one in self.model.readable()]
