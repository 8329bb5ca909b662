"""What readers see of a quote once its source has changed."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from qa.comments import author
from qa.comments.models import Comment
from qa.comments.services import set_state
from tests.factories import CommentFactory, ExpertPageFactory, ReceiptFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source() -> Comment:
    return ReceiptFactory(confirmed=True, comment__text="Is it safe?").comment


@pytest.fixture
def reply(source) -> Comment:
    return CommentFactory(reply_to=source, expert=ExpertPageFactory(), quoted_text="Is it safe?")


def quote_of(client, reply: Comment) -> str:
    soup = BeautifulSoup(client.get(reply.page.url).content, "html.parser")
    return soup.select_one(f"#c{reply.pk} blockquote").get_text(" ", strip=True)


def test_a_quote_stands_as_it_was_taken(client, reply) -> None:
    assert "Is it safe?" in quote_of(client, reply)
    assert "edited" not in quote_of(client, reply)


def test_a_quote_says_that_its_source_was_edited_since(client, reply, source) -> None:
    Comment.objects.filter(pk=source.pk).update(edited_at=timezone.now() + timedelta(minutes=1))
    assert "Is it safe?" in quote_of(client, reply)
    assert "edited it since" in quote_of(client, reply)


def test_a_source_edited_before_it_was_quoted_is_no_news(client, reply, source) -> None:
    Comment.objects.filter(pk=source.pk).update(edited_at=reply.posted_at - timedelta(minutes=1))
    assert "edited" not in quote_of(client, reply)


@pytest.mark.parametrize(
    ("state", "words"),
    [("withdrawn", "withdrawn by its author"), ("removed", "removed by a moderator")],
)
def test_a_quote_goes_with_its_source(client, reply, source, state: str, words: str) -> None:
    set_state(comment=source, to=state)
    assert words in quote_of(client, reply)
    assert "Is it safe?" not in quote_of(client, reply)


def test_nothing_is_left_of_an_erased_source(client, reply, source) -> None:
    author.erase(source.receipt)
    assert "erased by its author" in quote_of(client, reply)
