"""The date of a comment is the link that readers copy: it must lead there for years."""

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from qa.comments.services import set_state
from qa.comments.states import CommentState
from tests.factories import CommentFactory
from tests.qa.comments.reading import soup_of

pytestmark = pytest.mark.django_db


def card(context: dict) -> str:
    """Return the comment of *context* as templates show it."""
    return Template("{% load comment_tags %}{% comment_card comment %}").render(Context(context))


def date_link(client, path: str, comment) -> str:
    shown = soup_of(client.get(f"{comment.page.url}{path}")).select_one(f"#c{comment.pk}")
    return shown.select_one("a.comment__link")["href"]


def test_the_date_of_a_comment_is_its_permalink(client) -> None:
    comment = CommentFactory()
    assert date_link(client, "", comment) == comment.get_absolute_url()


def test_the_date_of_a_reply_is_its_permalink_on_whatever_page_it_stands(client) -> None:
    reply = CommentFactory(reply_to=CommentFactory())
    for path in ("", "comments/oldest/", f"comments/thread/{reply.root_id}/"):
        assert date_link(client, path, reply) == reply.get_absolute_url()


@pytest.mark.parametrize("state", [CommentState.REMOVED, CommentState.WITHDRAWN])
def test_the_date_of_what_is_left_of_a_comment_is_its_permalink(client, state: str) -> None:
    comment = CommentFactory()
    set_state(comment=comment, to=state)
    assert date_link(client, "", comment) == comment.get_absolute_url()


def test_the_permalink_leads_to_the_comment(client) -> None:
    comment = CommentFactory()
    CommentFactory.create_batch(20, page=comment.page)
    response = client.get(date_link(client, "comments/2/", comment))
    assert response.url == f"{comment.page.url}comments/2/#c{comment.pk}"


@pytest.mark.parametrize("state", [CommentState.PUBLIC, CommentState.REMOVED])
def test_in_a_preview_the_date_leads_to_the_comment_on_that_page(state: str) -> None:
    comment = CommentFactory(state=state)
    request = RequestFactory().get("/")
    request.is_preview = True
    shown = card({"comment": comment, "page": comment.page, "request": request})
    assert f'href="#c{comment.pk}"' in shown


def test_a_page_without_an_address_leads_to_the_comment_on_it() -> None:
    assert 'href="#c' in card({"comment": CommentFactory(), "page": None})


def test_what_readers_are_called_is_no_markup_on_a_card() -> None:
    comment = CommentFactory(name="<b>Ada</b>")
    assert "<b>" not in card({"comment": comment, "page": comment.page})
