"""Pages come and go as planned, whatever else happens at that moment."""

import time
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_save
from django.db.transaction import atomic
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page, PageLogEntry
from wagtail.signals import page_published, page_unpublished

from qa.delivery.purging import purge
from qa.models import QAPage
from site_core.foundation import shown
from tests.factories import QAPageFactory

pytestmark = pytest.mark.django_db

AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)


def planned(title: str, *, ago: timedelta = A_MINUTE) -> QAPage:
    """Return a draft that should have been published *ago*."""
    answer = QAPageFactory(title=title, live=False)
    answer.go_live_at = timezone.now() + AN_HOUR
    answer.save_revision().publish()
    due = timezone.now() - ago
    revision = answer.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = due.isoformat()
    revision.approved_go_live_at = due
    revision.save()
    return answer


def expired(title: str, *, ago: timedelta = A_MINUTE) -> QAPage:
    """Return an answer that should have been taken back *ago*."""
    return QAPageFactory(title=title, expire_at=timezone.now() - ago)


def is_live(answer: QAPage) -> bool:
    return Page.objects.get(pk=answer.pk).live


def times_logged(answer: QAPage, action: str) -> int:
    return PageLogEntry.objects.filter(page=answer.pk, action=action).count()


@contextmanager
def at(signal, page: Page, act):
    """Have *act* called when *signal* is sent for *page*."""

    def called(instance, **kwargs) -> None:
        if instance.pk == page.pk:
            act()

    signal.connect(called)
    try:
        yield
    finally:
        signal.disconnect(called)


def test_what_is_planned_is_published_and_what_has_expired_is_taken_back() -> None:
    coming, going = planned("Coming"), expired("Going")
    call_command("publish_scheduled")
    assert is_live(coming)
    assert not is_live(going)


def test_what_is_planned_for_later_waits() -> None:
    later = planned("Later", ago=-AN_HOUR)
    call_command("publish_scheduled")
    assert not is_live(later)


def test_dry_run_changes_nothing(capsys) -> None:
    coming = planned("Coming")
    call_command("publish_scheduled", dryrun=True)
    assert not is_live(coming)
    assert "Coming" in capsys.readouterr().out


def test_what_another_has_published_in_the_meantime_is_not_published_again() -> None:
    first, second = planned("First", ago=2 * A_MINUTE), planned("Second")
    with at(page_published, first, lambda: call_command("publish_scheduled")):
        call_command("publish_scheduled")
    assert times_logged(second, "wagtail.publish.scheduled") == 1


def test_what_another_has_taken_back_in_the_meantime_is_not_taken_back_again() -> None:
    first, second = expired("First", ago=2 * A_MINUTE), expired("Second")
    with at(page_unpublished, first, lambda: call_command("publish_scheduled")):
        call_command("publish_scheduled")
    assert times_logged(second, "wagtail.unpublish.scheduled") == 1


def test_what_editors_published_in_the_meantime_stays() -> None:
    first, second = planned("First", ago=2 * A_MINUTE), planned("Second")

    def edit() -> None:
        newer = QAPage.objects.get(pk=second.pk)
        newer.title = "Newer"
        newer.save_revision().publish()

    with at(page_published, first, edit):
        call_command("publish_scheduled")
    assert Page.objects.get(pk=second.pk).title == "Newer"


def run_beside() -> None:
    call_command("publish_scheduled")
    connection.close()


def wait_until_somebody_waits() -> None:
    deadline = time.monotonic() + 60
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted"
    with connection.cursor() as cursor:
        while not cursor.execute(waiting).fetchone():
            assert time.monotonic() < deadline, "Nobody has waited for a minute."


@pytest.mark.skipif(connection.vendor != "postgresql", reason="On SQLite only one can write.")
@pytest.mark.django_db(transaction=True)
def test_what_an_editor_is_about_to_publish_stays() -> None:
    answer = planned("Old")
    answer.title = "Newer"
    beside = Thread(target=run_beside)
    with atomic():
        answer.go_live_at = None
        answer.save_revision().publish()
        beside.start()
        wait_until_somebody_waits()
    beside.join()
    assert Page.objects.get(pk=answer.pk).title == "Newer"


def test_what_editors_prolonged_in_the_meantime_stays() -> None:
    first, second = expired("First", ago=2 * A_MINUTE), expired("Second")

    def prolong() -> None:
        QAPage.objects.filter(pk=second.pk).update(expire_at=timezone.now() + AN_HOUR)

    with at(page_unpublished, first, prolong):
        call_command("publish_scheduled")
    assert is_live(second)


def test_what_cannot_be_published_stays_planned_and_keeps_nothing_else_from_it(caplog) -> None:
    broken, sound = planned("Broken", ago=2 * A_MINUTE), planned("Sound")

    def fail() -> None:
        raise ValueError("Something is wrong with this page.")

    with at(page_published, broken, fail):
        call_command("publish_scheduled")
    assert is_live(sound)
    assert not is_live(broken)
    assert broken.revisions.filter(approved_go_live_at__isnull=False).exists()
    assert f"Not done as planned (publish): Revision {broken.latest_revision_id}" in caplog.text


def test_whoever_kills_it_keeps_no_page_from_being_published_later() -> None:
    coming = planned("Coming")

    def die() -> None:
        raise SystemExit

    with at(pre_save, coming, die), pytest.raises(SystemExit):
        call_command("publish_scheduled")
    call_command("publish_scheduled")
    assert is_live(coming)


def test_caches_in_front_are_told_what_has_expired(settings, published) -> None:
    settings.WAGTAILFRONTENDCACHE = {
        "cache1": {"BACKEND": "tests.qa.delivery.test_purging.Recording"}
    }
    going = expired("Going")
    with published:
        call_command("publish_scheduled")
    told = DBTaskResult.objects.filter(task_path=purge.module_path)
    assert any(shown.page(going.pk) in one.args_kwargs["kwargs"]["names"] for one in told)
