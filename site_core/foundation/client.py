"""Who is at the other end: the client's address, and ways to keep it without storing it."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from .normal_form import normalize

MAX_HOPS = 20  # entries of X-Forwarded-For that are looked at, from the right
IPV4_NETWORK = 24  # bits: what one household or office usually shares
IPV6_NETWORK = 64  # bits: the smallest network a provider hands out

Address = IPv4Address | IPv6Address


def client_address(request: HttpRequest) -> str:
    """Return the address of the client in its shortest form, "" where the server knows none.

    X-Forwarded-For counts only when the peer is one of ``settings.TRUSTED_PROXIES`` (networks).
    Each proxy adds the address it sees at the right, so the rightmost one that is no proxy of ours
    is the last that nobody could make up. A header that makes no sense leaves the peer.
    """
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    if peer is None:
        return ""
    if not _is_trusted(peer):
        return str(peer)
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", MAX_HOPS)[-MAX_HOPS:]
    for hop in reversed(hops):
        address = _address(hop.strip())
        if address is None:
            break
        if not _is_trusted(address):
            return str(address)
    return str(peer)


def is_behind_trusted_proxy(request: HttpRequest) -> bool:
    """Whether the peer is one of ``settings.TRUSTED_PROXIES``, whose headers are believed."""
    peer = _address(request.META.get("REMOTE_ADDR", ""))
    return peer is not None and _is_trusted(peer)


def network_of(address: str) -> str:
    """Return the /24 (IPv4) or /64 (IPv6) that *address* belongs to, "" for what is no address."""
    parsed = _address(address)
    if parsed is None:
        return ""
    bits = IPV4_NETWORK if parsed.version == 4 else IPV6_NETWORK  # noqa: PLR2004 - IP versions
    return str(ip_network((parsed, bits), strict=False))


def keyed(value: str, *, salt: str) -> str:
    """Return 64 hex digits that stand for *value*, "" for a blank one.

    The same value gives the same digits whatever its case, outer spaces or Unicode form, so it can
    be looked up without being stored; without SECRET_KEY nobody can try values out. Another *salt*
    gives other digits, so that tables cannot be joined by them.
    """
    plain = normalize("NFKC", normalize("NFKC", value).casefold()).strip()
    if not plain:
        return ""
    # A lone surrogate cannot be encoded otherwise, and any stranger can send one.
    message = plain.encode("utf-8", "surrogatepass")
    return salted_hmac(f"site_core.keyed.{salt}", message, algorithm="sha256").hexdigest()


def _address(text: str) -> Address | None:
    """Return the address *text* spells, without an IPv6 zone and never as IPv4 mapped to IPv6."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)
