"""Two processes share Redis and database, and one dies: the other shows all that was written."""

import pytest
from django.test import Client

from qa.comments.policy import CommentPolicy
from qa.delivery.entry import Entry
from qa.delivery.middleware import JUST_WROTE
from qa.delivery.shelf import LONGEST_BUILD
from qa.models import QAPage
from tests.factories import CommentFactory, QAPageFactory, comment_form


@pytest.fixture
def article(nodes) -> QAPage:
    article = QAPageFactory(comment_policy=CommentPolicy.OPEN)
    for node in nodes:
        node.reader.get(article.url)
    return article


def test_comment_posted_through_a_process_that_then_died_is_on_the_next_page(
    nodes, article, published
) -> None:
    here, there = nodes
    with published:
        Client().post(f"{article.url}comment/", comment_form(text="Posted just in time."))
    here.dies()
    assert b"Posted just in time." in there.reader.get(article.url).body


def test_page_kept_by_a_process_that_died_is_sent_by_the_other(nodes, article) -> None:
    here, there = nodes
    there.shelf.forget()
    here.dies()
    assert not there.reader.get(article.url).was_made


@pytest.fixture
def died_making_it(nodes, article, published, redis, prefix) -> str:
    """Return the name of the mark that a process left which died while it made the page."""
    here, _there = nodes
    with published:
        CommentFactory(page=article, text="Brand new.")
    [key] = (key for key, copy in here.shelf._memory.items() if isinstance(copy, Entry))
    here.shelf._cache.add(f"{key}:building", 1, LONGEST_BUILD)
    here.dies()
    [mark] = redis.scan_iter(f"{prefix}*:building")
    return mark


def test_process_that_died_while_it_made_a_page_keeps_it_old_for_seconds_only(
    nodes, article, died_making_it, redis
) -> None:
    _here, there = nodes
    assert 0 < redis.ttl(died_making_it) <= LONGEST_BUILD
    redis.delete(died_making_it)
    assert b"Brand new." in there.reader.get(article.url).body


def test_whoever_has_just_written_does_not_wait_for_a_process_that_died(
    nodes, article, died_making_it
) -> None:
    _here, there = nodes
    assert b"Brand new." in there.reader.get(article.url, cookies=f"{JUST_WROTE}=1").body
