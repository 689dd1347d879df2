"""The address that a teacher shares."""

from types import SimpleNamespace

import pytest
import streamlit as st

from pages.shared.url import class_address


@pytest.fixture
def at(monkeypatch):
    def be_at(url: str, listens_on: str | None = None, own: str | None = "192.168.0.7") -> str:
        monkeypatch.setattr(st, "context", SimpleNamespace(url=url))
        monkeypatch.setattr(st, "get_option", lambda name: listens_on)
        monkeypatch.setattr(class_address, "own_address", lambda: own)
        return class_address.page_address()

    return be_at


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_the_servers_own_keyboard_gets_the_address_for_the_others(at, host):
    assert at(f"http://{host}:8501/train?epochs=3") == "http://192.168.0.7:8501/train?epochs=3"


def test_any_other_address_is_what_it_is(at):
    assert at("https://lab.school.example/train") == "https://lab.school.example/train"


def test_a_server_that_nobody_else_reaches_keeps_its_own(at):
    assert at("http://localhost:8501/", listens_on="localhost") == "http://localhost:8501/"


def test_without_a_network_there_is_no_other_address(at):
    assert at("http://localhost:8501/", own=None) == "http://localhost:8501/"


def test_looking_for_the_own_address_never_fails():
    found = class_address.own_address()
    assert found is None or found.count(".") == 3
