"""This computer's addresses in its networks, the one first that others in the room can likely open.

No address says who can open it. A laptop may be in the room's network, in the one that it makes
for its containers, and in a VPN to somewhere else, and the way into the internet may lead through
any of them, or there is none: the laptop is the hotspot, or the class is at a switch. So:

1. Networks of containers, of virtual machines and VPNs, which are told by their interfaces' names,
   come into question only where there is no other, even if the way into the internet leads through
   one of them: nobody else in the room is there. Nor does an address that the computer gave itself
   (169.254.…), where another was given to it.
2. Of those that are left, the one on the way into the internet comes first: the class mostly is in
   that network, too. Then come private addresses, then public ones.

It is the older kind of addresses (IPv4) alone, which every classroom has, and which can be typed.
"""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address
from threading import Lock
from typing import NamedTuple

import psutil
from cachetools import TTLCache, cached

# Long enough for a class that asks at the same moment, short enough for a change of the Wi-Fi.
KEPT = 5.0  # seconds
# Any address that no network has: a way there is the way into the internet.
ELSEWHERE = ("10.254.254.254", 1)

# macOS's bridge100 isn't among them: it is also the one of a hotspot.
_NOT_OF_THE_ROOM = re.compile(
    r"docker|podman|br-[0-9a-f]{12}$|veth|virbr|vnet|vmnet|vmenet|vboxnet|lxc|lxd|cni|flannel|cali"
    r"|tun|utun|tap|wg|ppp|ipsec|zt|tailscale|nordlynx|proton"
    r"|.*(vpn|vmware|virtualbox|zerotier|wireguard)",
    re.IGNORECASE,
)


class Place(NamedTuple):
    """An address, and the name of the interface that has it."""

    interface: str
    address: str


@cached(TTLCache(maxsize=1, ttl=KEPT), lock=Lock())
def own_addresses() -> tuple[str, ...]:
    """Those by which others may reach this computer, the likeliest first; nothing is sent for that.

    Asked again within `KEPT` seconds, it answers the same.
    """
    return likeliest(_places(), _address_towards_the_internet())


def likeliest(places: list[Place], outwards: str | None) -> tuple[str, ...]:
    """The addresses that others in the room may open, as the module says, the likeliest first.

    Args:
        places: of all networks that are up.
        outwards: the address with which this computer speaks into the internet; None without one.
    """
    known = [each for each in places if not IPv4Address(each.address).is_loopback]
    if not known:
        return (outwards,) if outwards and not IPv4Address(outwards).is_loopback else ()
    best = min(map(_doubts, known))
    found = [each.address for each in known if _doubts(each) == best]
    found.sort(key=lambda each: (each != outwards, not IPv4Address(each).is_private))
    return tuple(dict.fromkeys(found))


def _doubts(place: Place) -> tuple[bool, bool]:
    """What speaks against an address; the less, the better."""
    is_elsewhere = _NOT_OF_THE_ROOM.match(place.interface) is not None
    return is_elsewhere, IPv4Address(place.address).is_link_local


def _places() -> list[Place]:
    """The addresses of all interfaces that are up."""
    try:
        states, interfaces = psutil.net_if_stats(), psutil.net_if_addrs()
    except OSError:
        return []
    return [
        Place(name, each.address)
        for name, addresses in interfaces.items()
        if name in states and states[name].isup
        for each in addresses
        if each.family == socket.AF_INET
    ]


def _address_towards_the_internet() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
            return str(probe.getsockname()[0])
        except OSError:
            return None
