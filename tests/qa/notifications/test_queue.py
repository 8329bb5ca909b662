from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from qa.notifications.queue import send_later

from .samples import ADDRESS

pytestmark = pytest.mark.django_db


def test_a_mail_is_built_from_the_ids_when_it_goes_out(greeting, deliver_mail) -> None:
    send_later("greeting", comment=7, reader="b1")
    assert greeting == []
    assert [mail.to for mail in deliver_mail()] == [[ADDRESS]]
    assert greeting == [{"comment": 7, "reader": "b1"}]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_if_the_transaction_is_rolled_back(greeting, deliver_mail) -> None:
    with transaction.atomic():
        send_later("greeting", comment=7)
        transaction.set_rollback(True)
    assert deliver_mail() == []


def test_a_mail_for_later_waits(greeting, deliver_mail) -> None:
    send_later("greeting", after=timezone.now() + timedelta(hours=1), comment=7)
    assert deliver_mail() == []


def test_a_mail_for_later_goes_out_when_its_time_has_come(greeting, deliver_mail) -> None:
    later = timezone.now() + timedelta(hours=1)
    send_later("greeting", after=later, comment=7)
    assert len(deliver_mail(at=later)) == 1


def test_what_is_urgent_goes_before_all_that_is_due(greeting, deliver_mail) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    send_later("greeting", after=long_ago, comment=1)
    send_later("greeting", urgent=True, comment=2)
    send_later("greeting", comment=3)
    deliver_mail()
    assert [ids["comment"] for ids in greeting] == [2, 1, 3]


def test_what_is_urgent_waits_for_its_time_all_the_same(greeting, deliver_mail) -> None:
    send_later("greeting", after=timezone.now() + timedelta(hours=1), urgent=True, comment=1)
    assert deliver_mail() == []


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(KeyError):
        send_later("unheard-of", comment=7)
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize("value", [None, 1.5, ["a"], uuid4()])
def test_only_numbers_and_strings_are_ids(value, greeting) -> None:
    with pytest.raises(TypeError, match="reader must be"):
        send_later("greeting", reader=value)


def test_an_address_is_refused_without_repeating_it(greeting) -> None:
    with pytest.raises(ValueError, match="reader looks like an address") as refusal:
        send_later("greeting", reader=ADDRESS)
    assert ADDRESS not in str(refusal.value)
