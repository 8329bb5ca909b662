"""Page, section and site may each say what holds; the nearest that says anything does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from qa.comments.policy import CommentPolicy, policy_of
from tests.factories import CommentSettingsFactory, QAIndexPageFactory, QAPageFactory

pytestmark = pytest.mark.django_db


def policy_for(page) -> str:
    return policy_of(page, CommentSettingsFactory())


def page_of_age(days: float, **fields):
    published = timezone.now() - timedelta(days=days)
    return QAPageFactory(first_published_at=published, **fields)


@pytest.mark.parametrize("policy", CommentPolicy)
def test_the_site_decides_where_nobody_else_does(policy: str) -> None:
    CommentSettingsFactory(comment_policy=policy)
    assert policy_for(QAPageFactory()) == policy


@pytest.mark.parametrize("policy", CommentPolicy)
def test_a_section_decides_before_the_site(policy: str) -> None:
    section = QAIndexPageFactory(comment_policy=policy)
    assert policy_for(QAPageFactory(parent=section)) == policy


@pytest.mark.parametrize("policy", CommentPolicy)
def test_a_page_decides_before_its_section(policy: str) -> None:
    section = QAIndexPageFactory(comment_policy=CommentPolicy.HOLD_ALL)
    assert policy_for(QAPageFactory(parent=section, comment_policy=policy)) == policy


def test_a_discussion_closes_on_the_day_the_site_says() -> None:
    CommentSettingsFactory(close_after_days=30)
    assert policy_for(page_of_age(30)) == CommentPolicy.CLOSED


def test_a_discussion_stays_open_until_that_day() -> None:
    CommentSettingsFactory(close_after_days=30)
    assert policy_for(page_of_age(29.9)) == CommentPolicy.HOLD_FIRST


def test_a_section_that_says_nothing_leaves_the_time_to_the_site() -> None:
    CommentSettingsFactory(close_after_days=30)
    section = QAIndexPageFactory(close_after_days=None)
    assert policy_for(page_of_age(40, parent=section)) == CommentPolicy.CLOSED


def test_a_section_may_close_its_discussions_sooner_than_the_site() -> None:
    CommentSettingsFactory(close_after_days=30)
    section = QAIndexPageFactory(close_after_days=10)
    assert policy_for(page_of_age(20, parent=section)) == CommentPolicy.CLOSED


def test_a_section_may_keep_its_discussions_open_for_ever() -> None:
    CommentSettingsFactory(close_after_days=30)
    section = QAIndexPageFactory(close_after_days=0)
    assert policy_for(page_of_age(40, parent=section)) == CommentPolicy.HOLD_FIRST


def test_a_page_may_close_sooner_than_its_section() -> None:
    section = QAIndexPageFactory(close_after_days=0)
    assert policy_for(page_of_age(2, parent=section, close_after_days=1)) == CommentPolicy.CLOSED


def test_a_page_may_stay_open_for_ever_where_its_section_closes() -> None:
    section = QAIndexPageFactory(close_after_days=10)
    page = page_of_age(20, parent=section, close_after_days=0)
    assert policy_for(page) == CommentPolicy.HOLD_FIRST


def test_time_does_not_run_for_a_page_that_was_never_published() -> None:
    page = QAPageFactory(draft=True, first_published_at=None, close_after_days=1)
    assert policy_for(page) == CommentPolicy.HOLD_FIRST


def test_any_number_of_days_that_fits_the_field_can_be_reckoned_with() -> None:
    page = page_of_age(1, close_after_days=2_147_483_647)
    assert policy_for(page) == CommentPolicy.HOLD_FIRST


def test_the_discussion_of_a_locked_page_is_closed() -> None:
    page = QAPageFactory(locked=True, comment_policy=CommentPolicy.OPEN)
    assert policy_for(page) == CommentPolicy.CLOSED


@pytest.mark.parametrize("reason", [{"locked": True}, {"close_after_days": 1}])
def test_a_hidden_discussion_does_not_appear_because_it_is_closed_too(reason: dict) -> None:
    page = page_of_age(2, comment_policy=CommentPolicy.HIDDEN, **reason)
    assert policy_for(page) == CommentPolicy.HIDDEN
