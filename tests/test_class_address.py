"""The address that a teacher shares."""

from types import SimpleNamespace

import pytest
import streamlit as st

from pages.shared.url import class_address

OWN = ("192.168.0.7", "10.42.0.1")


@pytest.fixture
def at(monkeypatch):
    """Be at an address of a server that listens there, on a computer with these addresses."""

    def be_at(
        url: str, listens_on: str | None = None, base: str = "", own: tuple[str, ...] = OWN
    ) -> None:
        options = {"server.address": listens_on, "server.baseUrlPath": base}
        monkeypatch.setattr(st, "context", SimpleNamespace(url=url))
        monkeypatch.setattr(st, "get_option", options.__getitem__)
        monkeypatch.setattr(class_address, "own_addresses", lambda: own)

    return be_at


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_servers_own_keyboard_gets_the_address_for_the_others(at, host):
    at(f"http://{host}:8501/train?epochs=3")
    assert class_address.page_address() == "http://192.168.0.7:8501/train?epochs=3"


def test_any_other_address_is_what_it_is(at):
    at("https://lab.school.example/train")
    assert class_address.page_address() == "https://lab.school.example/train"
    assert class_address.app_addresses() == ["https://lab.school.example/"]


def test_a_server_that_nobody_else_reaches_keeps_its_own(at):
    at("http://localhost:8501/", listens_on="localhost")
    assert class_address.page_address() == "http://localhost:8501/"
    assert class_address.app_addresses() == ["http://localhost:8501/"]


def test_where_there_is_no_other_address_at_all_it_stays(at):
    at("http://localhost:8501/", own=())
    assert class_address.page_address() == "http://localhost:8501/"


def test_each_network_that_may_be_the_room_s_has_an_address_of_the_app(at):
    at("http://localhost:8501/lab/class?plan=45-3", base="lab")
    assert class_address.app_addresses() == [
        "http://192.168.0.7:8501/lab/",
        "http://10.42.0.1:8501/lab/",
    ]
