"""Where in the network somebody is."""

from ipaddress import IPv6Address, IPv6Network, ip_address

NETWORK_BITS = 64  # of an IPv6 address, that a network's devices share


def place_of(address: str) -> str:
    """What an address stands for: with IPv6 its network, of which a device can have any address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    # A server that listens to both kinds is told of the older one as a form of the newer one.
    older = found.ipv4_mapped
    return str(older or IPv6Network((int(found), NETWORK_BITS), strict=False))
