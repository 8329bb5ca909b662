"""Caches in front are told of the addresses that a change shows on, and told again if need be."""

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.delivery.addresses import addresses_of
from qa.delivery.purging import DELAYS, purge, purge_addresses
from qa.delivery.shelf import shelf
from site_core.foundation import shown
from tests.factories import (
    CommentFactory,
    ExpertPageFactory,
    QAPageFactory,
    TopicFactory,
    home_page,
)

pytestmark = pytest.mark.django_db

ROOT = "http://localhost"


class Recording:
    """A cache in front that remembers what it was told."""

    told: list[str] = []
    fails: bool | str = False  # whether all fail, or the name of the one that does

    def __init__(self, params: dict) -> None:
        self.name = params.get("NAME", "")

    def invalidates_hostname(self, hostname: str) -> bool:
        return True

    def purge_batch(self, urls: list[str]) -> None:
        if Recording.fails is True or self.name == Recording.fails:
            raise ConnectionRefusedError
        Recording.told.extend(self.name + url for url in urls)


@pytest.fixture
def in_front(settings, monkeypatch, reader) -> type[Recording]:
    settings.WAGTAILFRONTENDCACHE = {
        "cache1": {"BACKEND": "tests.qa.delivery.test_purging.Recording"}
    }
    monkeypatch.setattr(Recording, "told", [])
    monkeypatch.setattr(Recording, "fails", False)
    return Recording


def test_comment_purges_its_answer_the_feeds_and_the_home_page(in_front, published, work):
    answer = QAPageFactory()

    with published:
        CommentFactory(page=answer)
    work()

    at = answer.full_url
    expected = {at, f"{at}feed/", f"{at}index.md", f"{ROOT}/", f"{ROOT}/comments/feed/"}
    assert set(in_front.told) == expected


def test_one_transaction_is_one_task(in_front, published):
    answer = QAPageFactory()

    with published:
        CommentFactory.create_batch(3, page=answer)

    assert DBTaskResult.objects.filter(task_path=purge.module_path).count() == 1


def test_what_changes_again_before_it_is_told_is_told_once(in_front, published, work):
    answer = QAPageFactory()
    for _ in range(3):
        with published:
            CommentFactory(page=answer)

    work()

    assert in_front.told.count(answer.full_url) == 1


def test_what_changes_again_after_it_was_told_is_told_again(in_front, published, work):
    answer = QAPageFactory()
    for _ in range(2):
        with published:
            CommentFactory(page=answer)
        work()

    assert in_front.told.count(answer.full_url) == 2


def test_what_changes_beside_what_is_told_is_told_too(in_front, published, work):
    answers = QAPageFactory.create_batch(2)
    for answer in answers:
        with published:
            CommentFactory(page=answer)

    work()

    assert {answer.full_url for answer in answers} <= set(in_front.told)


def test_words_of_the_home_page_are_told_there_and_where_all_pages_are_listed(
    in_front, published, work
):
    answer, home = QAPageFactory(), home_page()
    with published:
        home.introduction = "<p>Welcome.</p>"
        home.save_revision().publish()

    work()

    assert {home.full_url, f"{home.full_url}sitemap.xml"} <= set(in_front.told)
    assert answer.full_url not in in_front.told


def test_no_task_waits_where_there_is_no_cache_in_front(reader, published):
    with published:
        CommentFactory()

    assert not DBTaskResult.objects.exists()


def test_answer_that_was_deleted_is_purged_where_it_stood(in_front, published, work):
    answer = QAPageFactory()
    address = answer.full_url

    with published:
        answer.delete()
    work()

    assert address in in_front.told


def test_answer_at_another_address_is_purged_where_it_stood(in_front, published, work):
    answer = QAPageFactory(slug="before")
    before = answer.full_url

    with published:
        answer.slug = "after"
        answer.save_revision().publish()
    work()

    assert {before, answer.full_url} <= set(in_front.told)


def test_expert_is_purged_wherever_their_name_stands():
    expert = ExpertPageFactory()
    theirs, checked, spoken = QAPageFactory(expert=expert), QAPageFactory(), QAPageFactory()
    checked.reviewer, checked.reviewed_on = expert, checked.updated_on
    checked.save()
    CommentFactory(page=spoken, expert=expert)
    other = QAPageFactory()

    told = set(addresses_of({shown.page(expert.pk), shown.EXPERTS}))

    names = {page.full_url for page in (expert, theirs, checked, spoken)}
    assert names <= told
    assert other.full_url not in told


def test_topic_is_purged_on_its_answers_only():
    topic = TopicFactory()
    filed, other = QAPageFactory(topics=[topic]), QAPageFactory()

    told = set(addresses_of({shown.topic(topic.pk)}))

    assert filed.full_url in told
    assert other.full_url not in told


def test_change_of_the_site_purges_every_page():
    pages = QAPageFactory.create_batch(2)

    assert {page.full_url for page in pages} <= set(addresses_of({shown.SITE}))


def test_cache_that_does_not_answer_is_told_again_later(in_front, work):
    in_front.fails = True
    purge_addresses.enqueue(addresses=[f"{ROOT}/"])
    work()
    in_front.fails = False
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work()

    assert in_front.told == [f"{ROOT}/"]


def test_caches_beside_one_that_fails_are_told_and_those_behind_it_again(in_front, settings, work):
    kind = settings.WAGTAILFRONTENDCACHE["cache1"]
    settings.WAGTAILFRONTENDCACHE = {name: {**kind, "NAME": name} for name in ("a", "b", "c")}
    in_front.fails = "b"
    purge_addresses.enqueue(addresses=["/"])
    work()
    in_front.fails = False
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
    work()

    assert in_front.told == ["a/", "c/", "b/", "c/"]


def test_address_in_one_language_is_told_in_no_other(in_front, work):
    purge_addresses.enqueue(addresses=[f"{ROOT}/de/"])
    work()

    assert in_front.told == [f"{ROOT}/de/"]


def test_cache_is_told_again_for_longer_than_it_keeps_a_page():
    assert sum(DELAYS) > 60 * 60  # KEPT_IN_FRONT where there are caches in front


def test_cache_that_never_answers_is_given_up_and_seen_to_be(in_front, work):
    in_front.fails = True

    purge_addresses.enqueue(addresses=[f"{ROOT}/"], attempt=len(DELAYS))
    work()

    assert DBTaskResult.objects.failed().count() == 1


def test_caches_in_front_are_told_at_once_and_again_when_the_clock_has_heard(
    in_front, published, work, monkeypatch
):
    answer, told = QAPageFactory(), []
    monkeypatch.setattr(shelf, "advance", lambda _names: False)
    with published:
        CommentFactory(page=answer)
    for hears in (False, False, True):
        monkeypatch.setattr(shelf, "advance", lambda _names, hears=hears: hears)
        DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
        work()
        told.append(in_front.told.count(answer.full_url))

    assert told == [1, 1, 2]
