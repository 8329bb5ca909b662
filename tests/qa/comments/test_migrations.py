"""0004: what an older site had set and shown stays so."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from qa.comments.models import Comment, CommentSettings
from qa.comments.states import SHOWN_STATES, CommentState
from tests.factories import CommentFactory, CommentSettingsFactory, QAPageFactory

# Migrations change tables, which the transaction around other tests would not undo.
pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("qa_comments", "0003_readers_comment"), ("foundation", "0001_initial")]
LONG_AGO = datetime(2015, 6, 7, 8, 9, tzinfo=UTC)


def to_newest() -> None:
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def to_before() -> Iterator[Callable[[], Apps]]:
    """Return a function that goes back to before 0004 and returns the models of that time."""

    def go_back() -> Apps:
        return MigrationExecutor(connection).migrate(BEFORE).apps

    yield go_back
    to_newest()


def set_old_policy(models: Apps, policy: str) -> None:
    settings = models.get_model("foundation", "SiteSettings")
    site = models.get_model("wagtailcore", "Site").objects.get()
    settings.objects.update_or_create(site=site, defaults={"comment_policy": policy})


def test_a_site_that_had_closed_its_discussions_keeps_them_closed(to_before) -> None:
    QAPageFactory()
    set_old_policy(to_before(), "closed")
    to_newest()
    assert CommentSettings.objects.get().comment_policy == "closed"


def test_rules_that_are_there_already_are_not_overwritten(to_before) -> None:
    CommentSettingsFactory(comment_policy="hold_all")
    set_old_policy(to_before(), "open")
    to_newest()
    assert CommentSettings.objects.get().comment_policy == "hold_all"


def test_comments_that_were_shown_appeared_when_they_were_posted(to_before) -> None:
    page = QAPageFactory()
    for state in CommentState:
        CommentFactory(page=page, state=state, posted_at=LONG_AGO)
    Comment.objects.update(published_at=None)
    to_before()
    to_newest()
    assert dict(Comment.objects.values_list("state", "published_at")) == {
        state: LONG_AGO if state in SHOWN_STATES else None for state in CommentState
    }


def test_comments_keep_the_time_at_which_they_appeared(to_before) -> None:
    comment = CommentFactory(posted_at=LONG_AGO)
    later = LONG_AGO.replace(year=2016)
    Comment.objects.update(published_at=later)
    to_before()
    to_newest()
    comment.refresh_from_db()
    assert comment.published_at == later
