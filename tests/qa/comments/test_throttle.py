import pytest
from django.test import RequestFactory
from rest_framework.throttling import SimpleRateThrottle

from qa.comments.throttle import seconds_to_wait

TIMES, PERIOD = 120, 60  # of the scope used here


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the time, in seconds."""
    times = {"now": 1_000_000.0}
    monkeypatch.setattr(SimpleRateThrottle, "timer", staticmethod(lambda: times["now"]))
    return lambda later: times.update(now=1_000_000.0 + later)


def asked(address: str = "192.0.2.1", *, times: int = 1) -> int:
    request = RequestFactory().post("/", REMOTE_ADDR=address)
    waits = [seconds_to_wait(request, scope="manage") for _ in range(times)]
    return waits[-1]


def test_as_many_requests_as_the_rate_allows_need_not_wait() -> None:
    assert asked(times=TIMES) == 0


def test_one_more_has_to_wait_and_is_told_how_long(clock) -> None:
    asked(times=TIMES)
    clock(20)
    assert asked() == PERIOD - 20 + 1


def test_once_the_time_is_over_requests_are_taken_again(clock) -> None:
    asked(times=TIMES)
    clock(PERIOD + 1)
    assert asked() == 0


def test_asking_in_vain_does_not_prolong_the_wait(clock) -> None:
    asked(times=TIMES + 5)
    clock(PERIOD + 1)
    assert asked() == 0


def test_a_whole_network_counts_as_one() -> None:
    asked("192.0.2.1", times=TIMES)
    assert asked("192.0.2.250") > 0


def test_another_network_is_not_made_to_wait() -> None:
    asked("192.0.2.1", times=TIMES)
    assert asked("198.51.100.1") == 0
