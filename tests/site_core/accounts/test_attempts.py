"""How often somebody may try."""

from datetime import timedelta

import pytest
from django.utils import timezone

from site_core.accounts import attempts
from site_core.accounts.models import Attempt
from tests.factories import UserFactory, grant
from tests.factories.sign_in import ADMIN, CODE, LOGIN, code_now, enter, with_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return grant(UserFactory())


def failed(number: int, *, who: str, monkeypatch=None) -> None:
    """Store *number* tries about *who*, as one that failed did."""
    for _time in range(number):
        Attempt.objects.create(who=who)


@pytest.fixture
def used_up(client, staff):
    """Fail as often as is allowed, once really and the rest as copies of its rows."""
    enter(client, staff, password="wrong")
    for row in list(Attempt.objects.all()):
        failed(attempts.FOR_AN_ACCOUNT - 1, who=row.who)


def test_after_ten_failures_the_right_password_is_not_looked_at(client, staff, used_up) -> None:
    response = enter(client, staff)
    assert "too many tries" in response.content.decode()
    assert client.get(ADMIN).status_code == 302


def test_a_quarter_of_an_hour_later_it_is(client, staff, used_up) -> None:
    Attempt.objects.update(at=timezone.now() - attempts.WINDOW - timedelta(seconds=1))
    assert enter(client, staff).url == ADMIN


def test_refused_tries_do_not_put_that_off(client, staff, used_up) -> None:
    before = Attempt.objects.count()
    enter(client, staff)
    assert Attempt.objects.count() == before


def test_the_failures_of_one_account_do_not_stop_another(client, used_up) -> None:
    assert enter(client, grant(UserFactory())).url == ADMIN


def test_a_network_that_tries_many_accounts_is_stopped(client, staff) -> None:
    enter(client, UserFactory(), password="wrong")
    network = Attempt.objects.latest("pk").who
    failed(attempts.FROM_A_NETWORK - 1, who=network)
    assert "too many tries" in enter(client, staff).content.decode()


def test_another_network_goes_on(client, staff) -> None:
    enter(client, UserFactory(), password="wrong")
    failed(attempts.FROM_A_NETWORK, who=Attempt.objects.latest("pk").who)
    client.defaults["REMOTE_ADDR"] = "198.51.100.7"
    assert enter(client, staff).url == ADMIN


def test_an_address_that_a_stranger_made_up_does_not_count(client, staff) -> None:
    enter(client, UserFactory(), password="wrong")
    failed(attempts.FROM_A_NETWORK, who=Attempt.objects.latest("pk").who)
    client.defaults["HTTP_X_FORWARDED_FOR"] = "198.51.100.7"
    assert "too many tries" in enter(client, staff).content.decode()


def test_whoever_succeeds_leaves_no_trace(client, staff) -> None:
    enter(client, staff)
    assert not Attempt.objects.exists()


def test_success_does_not_wipe_out_earlier_failures(client, staff) -> None:
    enter(client, staff, password="wrong")
    enter(client, staff)
    assert Attempt.objects.count() == 2


def test_a_name_that_nobody_has_is_counted_alike(client) -> None:
    client.post(LOGIN, {"login": "nobody", "password": "wrong"})
    assert Attempt.objects.count() == 2


def test_neither_name_nor_address_is_stored(client, staff) -> None:
    enter(client, staff, password="wrong")
    for who in Attempt.objects.values_list("who", flat=True):
        assert len(who) == 64
        assert set(who) <= set("0123456789abcdef")


def test_codes_cannot_be_tried_out(client, staff) -> None:
    app = with_app(staff)
    enter(client, staff)
    client.post(CODE, {"code": "000000"})
    for row in list(Attempt.objects.all()):
        failed(attempts.FOR_AN_ACCOUNT - 1, who=row.who)
    response = client.post(CODE, {"code": code_now(app)})
    assert "too many tries" in response.content.decode()


def test_a_cache_that_is_gone_lets_nobody_try_for_ever(client, staff, used_up, settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "too many tries" in enter(client, staff).content.decode()
