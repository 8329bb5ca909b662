"""Whoever administers the site hears of a service that failed."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from tests.factories import UserFactory


@pytest.mark.django_db
def test_each_administrator_is_told_what_failed_and_where_to_look() -> None:
    for number in range(2):
        UserFactory(admin=True, email=f"admin{number}@example.org")
    UserFactory(email="reader@example.org")
    call_command("tell_failure", "ask-our-experts-audit.service")
    assert sorted(one.to for one in mail.outbox) == [["admin0@example.org"], ["admin1@example.org"]]
    assert mail.outbox[0].subject.startswith("ask-our-experts-audit.service failed on ")
    assert "journalctl --unit ask-our-experts-audit.service" in mail.outbox[0].body


@pytest.mark.django_db
def test_it_fails_where_nobody_can_be_told() -> None:
    UserFactory(admin=True, email="")
    UserFactory(admin=True, email="gone@example.org", is_active=False)
    with pytest.raises(CommandError, match="nobody was told"):
        call_command("tell_failure", "ask-our-experts-audit.service")
    assert mail.outbox == []
