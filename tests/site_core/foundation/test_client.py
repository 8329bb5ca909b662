"""Nobody can claim another's address, and nothing kept leads back to one."""

from ipaddress import ip_address, ip_network

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from site_core.foundation.client import client_address, keyed, network_of

PROXIES = [ip_network("10.0.0.0/8"), ip_network("fd00:8::/32")]
addresses = st.ip_addresses().map(str)
headers = st.one_of(st.text(max_size=200), st.lists(addresses | st.text()).map(", ".join))
# The proxies are the same for every example; a busy machine is no failure.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def address_of(peer: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **extra))


@pytest.fixture(autouse=True)
def proxies(settings) -> None:
    settings.TRUSTED_PROXIES = PROXIES


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", None, "203.0.113.9"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        ("2001:DB8:0::1", None, "2001:db8::1"),
        ("fe80::1%eth0", None, "fe80::1"),
        ("10.0.0.1", None, "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("fd00:8::1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9,10.0.0.2", "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, ::ffff:10.0.0.2", "203.0.113.9"),
    ],
)
def test_the_client_is_the_last_one_that_is_no_proxy_of_ours(
    peer: str, forwarded: str | None, expected: str
) -> None:
    assert address_of(peer, forwarded) == expected


def test_a_stranger_cannot_speak_for_somebody_else() -> None:
    assert address_of("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_without_proxies_every_peer_is_a_stranger(settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert address_of("10.0.0.1", "198.51.100.1") == "10.0.0.1"


@pytest.mark.parametrize(
    "forwarded", ["", "unknown", "198.51.100.1, unknown", "203.0.113.9:80", "10.0.0.2", ", ,"]
)
def test_a_header_that_makes_no_sense_leaves_the_peer(forwarded: str) -> None:
    assert address_of("10.0.0.1", forwarded) == "10.0.0.1"


def test_a_chain_of_proxies_without_end_is_not_followed() -> None:
    assert address_of("10.0.0.1", "203.0.113.9" + ", 10.0.0.2" * 50) == "10.0.0.1"


@pytest.mark.parametrize("peer", ["", "unix:", "nonsense"])
def test_a_peer_without_an_address_is_unknown_whatever_it_says(peer: str) -> None:
    assert address_of(peer, "198.51.100.1") == ""


@patiently
@given(peer=st.text(), forwarded=headers)
def test_nothing_a_client_sends_raises_and_only_an_address_comes_out(
    peer: str, forwarded: str
) -> None:
    found = address_of(peer, forwarded)
    assert found == "" or found == str(ip_address(found))


@patiently
@given(peer=st.ip_addresses(network="203.0.113.0/24").map(str), forwarded=headers)
def test_no_header_of_a_stranger_changes_the_address(peer: str, forwarded: str) -> None:
    assert address_of(peer, forwarded) == peer


@patiently
@given(claimed=headers, client=st.ip_addresses(network="203.0.113.0/24").map(str))
def test_what_a_client_claims_before_the_proxy_never_counts(claimed: str, client: str) -> None:
    assert address_of("10.0.0.1", f"{claimed}, {client}") == client


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


@patiently
@given(address=st.ip_addresses())
def test_an_address_is_in_its_network(address) -> None:
    plain = getattr(address, "ipv4_mapped", None) or address
    assert plain in ip_network(network_of(str(address)))


def test_a_key_is_the_same_for_the_same_value_however_it_is_written() -> None:
    assert keyed(" Jane@Example.org", salt="mail") == keyed("jane@example.ORG\n", salt="mail")
    assert keyed("Straße", salt="name") == keyed("STRASSE", salt="name")


def test_keys_of_two_salts_cannot_be_compared() -> None:
    assert keyed("jane@example.org", salt="mail") != keyed("jane@example.org", salt="name")


def test_a_key_cannot_be_made_without_the_secret(settings) -> None:
    before = keyed("jane@example.org", salt="mail")
    settings.SECRET_KEY = "another-secret-" * 4
    assert keyed("jane@example.org", salt="mail") != before


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_nothing_has_no_key(blank: str) -> None:
    assert keyed(blank, salt="mail") == ""


def test_a_broken_character_has_a_key() -> None:
    assert len(keyed("\ud800", salt="any")) == 64


@patiently
@given(value=st.text())
def test_every_text_has_a_key_of_64_hex_digits(value: str) -> None:
    key = keyed(f"x{value}", salt="any")
    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")
