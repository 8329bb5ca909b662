import math

from benchmarks.peers.figures import Figures
from benchmarks.peers.posting import Posting
from benchmarks.peers.reading import Reading
from benchmarks.peers.targets import checks


def figures_with(rates: dict[tuple[str, int], list[float]]) -> Figures:
    readings = {
        (view, size, 8): [Reading(rate, p50=0.01, p99=0.02) for rate in rounds]
        for (view, size), rounds in rates.items()
    }
    return Figures(readings=readings)


def only_check(figures: Figures):
    (check,) = checks(figures, [31, 1_000, 10_000])
    return check


def test_cached_article_as_fast_as_hello_world_is_reached():
    figures = figures_with({("services", 31): [950.0], ("hello", 31): [1_000.0]})
    assert only_check(figures).passed


def test_cached_article_at_less_than_nine_tenths_of_hello_world_is_not_reached():
    figures = figures_with({("services", 31): [890.0], ("hello", 31): [1_000.0]})
    assert not only_check(figures).passed


def test_middle_round_is_compared():
    figures = figures_with({("front", 31): [1.0, 90.0, 500.0], ("static", 31): [100.0] * 3})
    assert only_check(figures).value == 0.9


def test_uncached_article_that_gets_much_faster_is_not_the_same_speed():
    rates = {("services-uncached", 31): [100.0], ("services-uncached", 10_000): [130.0]}
    assert not only_check(figures_with(rates)).passed


def test_peer_that_answered_nothing_in_its_time_is_passed():
    figures = figures_with({("services-uncached", 31): [100.0], ("stock", 31): [0.0]})
    assert only_check(figures).value == math.inf


def test_views_that_failed_are_not_reached():
    readings = {("stock", 31, 32): [Reading(10.0, p50=0.01, p99=0.02, failed=3)]}
    assert not only_check(Figures(readings=readings)).passed


def test_half_of_a_comparison_is_no_check():
    assert checks(figures_with({("front", 31): [100.0]}), [31]) == []


def test_posting_less_than_twice_as_fast_as_stock_is_not_reached():
    postings = {
        (name, 31): [Posting(rate, views=1.0, refused=0)]
        for name, rate in (("services", 19.0), ("stock", 10.0))
    }
    assert not only_check(Figures(postings=postings)).passed


def test_more_memory_than_300_megabytes_is_not_reached():
    assert not only_check(Figures(memory={("embedded", 31): 301 * 1024 * 1024})).passed


def test_memory_of_peers_is_not_judged():
    assert checks(Figures(memory={("wordpress", 31): 10**12}), [31]) == []
