"""0004: what an older site had set and shown stays so."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pytest
from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from qa.comments.models import Comment, CommentSettings
from qa.comments.states import SHOWN_STATES, CommentState
from tests.factories import CommentFactory, CommentSettingsFactory, QAPageFactory, home_page

# Migrations change tables, which the transaction around other tests would not undo.
pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("qa_comments", "0003_readers_comment"), ("foundation", "0001_initial")]
LONG_AGO = datetime(2015, 6, 7, 8, 9, tzinfo=UTC)
LATER = LONG_AGO.replace(year=2016)
NEW, KNOWN = "new.example", "known.example"  # sites without rules for comments, and with them


@dataclass(frozen=True)
class Found:
    """What was there after the way back to before 0004 and forth again."""

    policies: dict[str, str]  # by the name of the site
    times: dict[str, datetime | None]  # of comments that had none, by their state
    kept_time: datetime | None


def set_old_policies(models: Apps, **policies: str) -> None:
    settings = models.get_model("foundation", "SiteSettings").objects
    for site in models.get_model("wagtailcore", "Site").objects.all():
        policy = {"comment_policy": policies[site.hostname.partition(".")[0]]}
        settings.update_or_create(site=site, defaults=policy)


@cache
def brought_up_to_date() -> Found:
    """Make the journey, which takes seconds, once for all tests, with all that is to be kept."""
    home = home_page()
    Site.objects.filter(root_page=home).update(hostname=KNOWN)
    Site.objects.create(hostname=NEW, root_page=home)
    CommentSettingsFactory(comment_policy="hold_all")
    page = QAPageFactory()
    for state in CommentState:
        CommentFactory(page=page, state=state, posted_at=LONG_AGO)
    Comment.objects.update(published_at=None)
    kept = CommentFactory(page=page, posted_at=LONG_AGO)
    Comment.objects.filter(pk=kept.pk).update(published_at=LATER)
    models = MigrationExecutor(connection).migrate(BEFORE).apps
    try:
        set_old_policies(models, new="closed", known="open")
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    comments = Comment.objects.exclude(pk=kept.pk)
    return Found(
        policies=dict(CommentSettings.objects.values_list("site__hostname", "comment_policy")),
        times=dict(comments.values_list("state", "published_at")),
        kept_time=Comment.objects.get(pk=kept.pk).published_at,
    )


def test_a_site_that_had_closed_its_discussions_keeps_them_closed() -> None:
    assert brought_up_to_date().policies[NEW] == "closed"


def test_rules_that_are_there_already_are_not_overwritten() -> None:
    assert brought_up_to_date().policies[KNOWN] == "hold_all"


def test_comments_that_were_shown_appeared_when_they_were_posted() -> None:
    assert brought_up_to_date().times == {
        state: LONG_AGO if state in SHOWN_STATES else None for state in CommentState
    }


def test_comments_keep_the_time_at_which_they_appeared() -> None:
    assert brought_up_to_date().kept_time == LATER
