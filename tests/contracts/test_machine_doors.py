"""What other programs are given holds nothing that is not for everybody, at any door."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.test import Client

from qa.comments.models import Comment
from qa.models import QAPage
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAIndexPageFactory,
    QAPageFactory,
    TopicFactory,
)
from tests.factories.pages import section

pytestmark = pytest.mark.django_db

SECRETS = ["Sesquipedalian", "Quixotic", "Mumpsimus", "Zyzzyva", "Ailurophile", "Tmesis"]
API = "/api/v1/"


def doors_of_the_site() -> list[str]:
    """Return the doors that many pages come through together."""
    lists = ["answers/?topic=shared", "answers/?expert=someone", "experts/someone/"]
    api = ["answers/", *lists, "topics/", "experts/", "openapi.json"]
    return ["/feed/", "/comments/feed/", "/sitemap.xml", "/llms.txt", *(API + path for path in api)]


def doors_of(page: QAPage) -> list[str]:
    """Return the doors that one answer comes through, alone or with others of its section."""
    above, address = page.get_parent().url, f"http://localhost{page.url}"
    forms = [urlencode({"url": address, "format": kind}) for kind in ("json", "xml")]
    api = [
        f"{API}answers/{key}/{rest}" for key in (page.pk, page.slug) for rest in ("", "comments/")
    ]
    return [
        f"{above}feed/",
        f"{above}topics/shared/feed/",
        f"{page.url}feed/",
        f"{page.url}index.md",
        f"{page.url}card.png",
        *(f"/oembed/?{form}" for form in forms),
        *api,
    ]


def answer(**traits) -> QAPage:
    """Return an answer with a secret word in each part, and a comment."""
    page = QAPageFactory(
        title="Sesquipedalian",
        slug="secret",
        question="<p>Quixotic?</p>",
        introduction="<p>Tmesis.</p>",
        search_description="Mumpsimus.",
        body=[section("Ailurophile", "Text.")],
        topics=[TopicFactory(slug="shared")],
        expert=ExpertPageFactory(slug="someone"),
        **traits,
    )
    CommentFactory(page=page, text="Zyzzyva.")
    return page


def below_private() -> QAPage:
    parent = QAIndexPageFactory(slug="closed")
    parent.view_restrictions.create(restriction_type="login")
    return answer(parent=parent)


HIDDEN: dict[str, Callable[[], QAPage]] = {
    "draft": lambda: answer(draft=True),
    "private": lambda: answer(private=True),
    "expired": lambda: answer(expired=True),
    "below private": below_private,
}


@pytest.mark.parametrize("why", HIDDEN)
def test_an_answer_that_is_not_for_everybody_is_behind_no_door(why: str, subtests) -> None:
    page = HIDDEN[why]()
    for door in doors_of_the_site() + doors_of(page):
        with subtests.test(door):
            shown = Client().get(door)
            assert shown.status_code in {200, 302, 404}
            assert not [one for one in SECRETS if one.encode() in shown.content]
            assert page.url.encode() not in shown.content


def test_what_is_made_for_one_draft_is_not_found(subtests) -> None:
    for door in doors_of(answer(draft=True))[2:]:
        with subtests.test(door):
            assert Client().get(door).status_code == 404


def test_the_same_doors_show_it_once_it_is_for_everybody() -> None:
    page = answer()
    texts = [Client().get(door).text for door in doors_of_the_site() if "experts" not in door]
    assert [text for text in texts if page.full_url in text or page.title in text]
    for door in doors_of(page):
        assert Client().get(door).status_code == 200, door


def test_a_card_that_was_drawn_is_gone_with_its_page() -> None:
    page = answer()
    assert Client().get(f"{page.url}card.png").status_code == 200
    page.unpublish()
    assert Client().get(f"{page.url}card.png").status_code == 404


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam", "withdrawn"])
def test_a_comment_that_is_not_shown_is_behind_no_door(state: str) -> None:
    page = QAPageFactory(
        topics=[TopicFactory(slug="shared")], expert=ExpertPageFactory(slug="someone")
    )
    shown = CommentFactory(page=page)
    hidden = CommentFactory(page=page, reply_to=shown, name="Quixotic", text="Zyzzyva.")
    Comment.objects.filter(pk=hidden.pk).update(state=state)
    for door in [page.url, *doors_of_the_site(), *doors_of(page)]:
        content = Client().get(door).content
        assert b"Zyzzyva" not in content, door
        assert b"Quixotic" not in content, door


def test_no_door_tells_how_a_commenter_can_be_reached() -> None:
    page = QAPageFactory(
        topics=[TopicFactory(slug="shared")], expert=ExpertPageFactory(slug="someone")
    )
    CommentFactory(page=page)
    Comment.objects.update(user_email="ada@example.org", ip_address="192.0.2.77")
    for door in [page.url, *doors_of_the_site(), *doors_of(page)]:
        content = Client().get(door).content
        assert b"ada@example.org" not in content, door
        assert b"192.0.2.77" not in content, door


def test_a_hidden_discussion_is_not_in_the_api() -> None:
    page = answer(comment_policy="hidden")
    assert Client().get(f"{API}answers/{page.pk}/comments/").status_code == 404


def test_only_pages_are_listed_by_search_engines() -> None:
    page = answer()
    doors = [f"{page.url}index.md", "/llms.txt", f"{API}answers/", f"{API}answers/{page.pk}/"]
    for door in [*doors, f"/oembed/?url=http://localhost{page.url}"]:
        assert "noindex" in Client().get(door)["X-Robots-Tag"], door
    assert "X-Robots-Tag" not in Client().get(page.url)
