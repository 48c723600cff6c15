"""Where a client is: its address, or the network of a household that has very many."""

from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network, ip_address

PLACES_KEPT = 1_000
"""Addresses whose place is kept: each question looks for the places of all that wait."""


@lru_cache(PLACES_KEPT)
def place_of(client: str) -> str:
    """An address, or the network of one that a single household has very many of (RFC 6177)."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if not isinstance(address, IPv6Address):
        return client
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))
