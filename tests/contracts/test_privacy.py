"""What is not for everybody gives nothing away through any door that the site has."""

import pytest
from wagtail.models import Site

from qa.comments.models import Comment
from tests.factories import CommentFactory, ExpertPageFactory, QAPageFactory, TopicFactory

pytestmark = pytest.mark.django_db

SECRETS = ["Sesquipedalian", "Quixotic", "Mumpsimus", "Zyzzyva"]


@pytest.fixture(params=["draft", "private", "expired", "below_private"])
def secret_page(request):
    """A page with a secret title, question, answer and comment, in each state that hides it."""
    below_private = request.param == "below_private"
    page = QAPageFactory(
        title="Sesquipedalian",
        slug="secret",
        question="<p>Quixotic?</p>",
        search_description="Mumpsimus.",
        topics=[TopicFactory(slug="shared")],
        expert=ExpertPageFactory(slug="someone"),
        **({} if below_private else {request.param: True}),
    )
    CommentFactory(page=page, text="Zyzzyva.")
    if below_private:
        page.get_parent().view_restrictions.create(restriction_type="login")
    return page


def addresses(page) -> list[str]:
    """Return every public address that could show the page or part of it."""
    comment = Comment.objects.get()
    parent = page.get_parent().url
    return [
        "/",
        parent,
        f"{parent}topics/shared/",
        "/experts/",
        "/experts/someone/",
        page.url,
        f"{page.url}comments/1/",
        f"{page.url}comments/2/",
        f"{page.url}comments/c{comment.pk}/",
        f"{page.url}comments/thread/{comment.pk}/",
    ]


def test_a_page_that_is_not_for_everybody_shows_nothing_at_any_address(client, secret_page) -> None:
    for address in addresses(secret_page):
        shown = client.get(address, follow=True).text
        assert not [secret for secret in SECRETS if secret in shown], address


def test_it_is_not_beside_an_article_that_shares_its_topic(client, secret_page) -> None:
    site_root = Site.objects.get(is_default_site=True).root_page
    other = QAPageFactory(topics=secret_page.topics.all())
    assert other.is_descendant_of(site_root)
    shown = client.get(other.url, follow=True).text
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("state", ["unconfirmed", "pending", "rejected", "spam"])
def test_a_hidden_comment_shows_nowhere(client, state: str) -> None:
    page = QAPageFactory(
        expert=ExpertPageFactory(slug="someone"), topics=[TopicFactory(slug="shared")]
    )
    CommentFactory(page=page, name="Quixotic", text="Zyzzyva.", state=state)
    for address in addresses(page):
        shown = client.get(address, follow=True).text
        assert "Zyzzyva" not in shown, address
        assert "Quixotic" not in shown, address


def test_no_address_of_a_commenter_is_in_any_page(client) -> None:
    comment = CommentFactory()
    Comment.objects.update(user_email="ada@example.org", ip_address="192.0.2.77")
    for address in addresses(comment.page):
        shown = client.get(address, follow=True).text
        assert "ada@example.org" not in shown
        assert "192.0.2.77" not in shown
