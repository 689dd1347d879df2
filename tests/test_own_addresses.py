"""Which of a computer's addresses others in the room can likely open."""

import socket
from types import SimpleNamespace

import psutil
import pytest

from server import own_addresses as module
from server.own_addresses import Place, likeliest, own_addresses

LOOPBACK = Place("lo", "127.0.0.1")
WIFI = Place("wlan0", "192.168.1.20")
HOTSPOT = Place("ap0", "10.42.0.1")
DOCKER = Place("docker0", "172.17.0.1")
VPN = Place("tun0", "10.8.0.6")
GIVEN_ITSELF = Place("eth0", "169.254.7.9")
PUBLIC = Place("eth1", "131.159.0.1")


@pytest.fixture(autouse=True)
def anew():
    own_addresses.cache.clear()
    yield
    own_addresses.cache.clear()


@pytest.fixture
def computer(monkeypatch):
    """A computer without a way into the internet, whose networks a test says."""

    def be(*places: Place, down: tuple[str, ...] = ()) -> None:
        addresses = {
            each.interface: [
                SimpleNamespace(family=socket.AF_INET6, address="fe80::1"),
                SimpleNamespace(family=socket.AF_INET, address=each.address),
            ]
            for each in places
        }
        states = {name: SimpleNamespace(isup=name not in down) for name in addresses}
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: addresses)
        monkeypatch.setattr(psutil, "net_if_stats", lambda: states)
        monkeypatch.setattr(module, "_address_towards_the_internet", lambda: None)

    return be


def test_without_a_way_into_the_internet_it_is_the_address_of_the_interface(computer):
    computer(LOOPBACK, HOTSPOT)
    assert own_addresses() == (HOTSPOT.address,)


def test_an_interface_that_is_down_has_none(computer):
    computer(LOOPBACK, WIFI, HOTSPOT, down=("wlan0",))
    assert own_addresses() == (HOTSPOT.address,)


def test_without_any_network_there_is_none(computer):
    computer(LOOPBACK)
    assert own_addresses() == ()


def test_a_change_of_the_network_is_seen_soon_and_a_class_that_asks_looks_once(
    computer, monkeypatch
):
    looks = []
    computer(WIFI)
    found = module._places()
    monkeypatch.setattr(module, "_places", lambda: looks.append(1) or found)
    for _ in range(100):
        assert own_addresses() == (WIFI.address,)
    assert len(looks) == 1
    assert module.KEPT <= 10
    now = own_addresses.cache.timer()
    found = [HOTSPOT]
    own_addresses.cache.expire(now + module.KEPT)
    assert own_addresses() == (HOTSPOT.address,)


def test_of_several_the_one_on_the_way_into_the_internet_comes_first():
    assert likeliest([HOTSPOT, WIFI], WIFI.address) == (WIFI.address, HOTSPOT.address)
    assert likeliest([PUBLIC, WIFI], PUBLIC.address) == (PUBLIC.address, WIFI.address)


def test_private_ones_come_first_where_no_way_leads_out():
    assert likeliest([PUBLIC, HOTSPOT, WIFI], None) == (
        HOTSPOT.address,
        WIFI.address,
        PUBLIC.address,
    )


@pytest.mark.parametrize(
    "interface",
    [
        "docker0",
        "br-0a1b2c3d4e5f",
        "veth12ab34c",
        "virbr0",
        "vmnet8",
        "tun0",
        "utun4",
        "wg0",
        "tailscale0",
        "Tailscale",
        "vEthernet (WSL)",
        "VMware Network Adapter VMnet8",
        "VirtualBox Host-Only Network",
        "School VPN",
    ],
)
def test_networks_that_nobody_else_is_in_count_only_where_there_is_no_other(interface):
    elsewhere = Place(interface, "10.8.0.6")
    assert likeliest([elsewhere, WIFI], elsewhere.address) == (WIFI.address,)
    assert likeliest([LOOPBACK, elsewhere], elsewhere.address) == (elsewhere.address,)


@pytest.mark.parametrize(
    "interface", ["eth0", "enp3s0", "wlp2s0", "en0", "bridge100", "br0", "Wi-Fi", "Ethernet 2"]
)
def test_usual_networks_are_the_room_s(interface):
    assert likeliest([DOCKER, Place(interface, "192.168.1.20")], None) == ("192.168.1.20",)


def test_an_address_that_the_computer_gave_itself_is_better_than_none():
    assert likeliest([GIVEN_ITSELF, WIFI], None) == (WIFI.address,)
    assert likeliest([LOOPBACK, GIVEN_ITSELF, VPN], None) == (GIVEN_ITSELF.address,)


def test_where_interfaces_can_t_be_looked_at_the_way_out_says_it(computer, monkeypatch):
    def refuse() -> None:
        raise PermissionError

    computer()
    monkeypatch.setattr(psutil, "net_if_addrs", refuse)
    monkeypatch.setattr(module, "_address_towards_the_internet", lambda: WIFI.address)
    assert own_addresses() == (WIFI.address,)


def test_looking_at_this_computer_never_fails():
    assert all(each.count(".") == 3 for each in own_addresses())
