"""The files of networks that browsers fetch."""

import asyncio
import hashlib
from types import SimpleNamespace

import pytest

from server import networks
from server.networks import Offered


def test_a_file_is_made_once_and_found_by_its_sha256():
    offered, made = Offered(), []

    def make() -> bytes:
        made.append(1)
        return b"weights"

    digest = offered.offer("default", make)
    assert offered.offer("default", make) == digest == hashlib.sha256(b"weights").hexdigest()
    assert offered.file(digest) == b"weights" and len(made) == 1


def test_what_was_never_offered_is_not_found():
    assert Offered().file("0" * 64) is None


def test_what_is_dropped_for_want_of_room_is_made_again():
    offered = Offered(most_bytes=10)
    first = offered.offer("first", lambda: b"12345678")
    offered.offer("second", lambda: b"abcdefgh")
    assert offered.file(first) is None
    assert offered.offer("first", lambda: b"12345678") == first
    assert offered.file(first) == b"12345678"


def test_a_file_that_is_too_large_is_not_offered():
    offered = Offered(most_bytes=4)
    assert offered.offer("large", lambda: b"12345678") == ""


@pytest.mark.parametrize(("base", "path"), [("", "/networks/x"), ("lab", "/lab/networks/x")])
def test_browsers_keep_what_they_fetched(base, path, monkeypatch):
    monkeypatch.setattr(networks, "_offered", Offered())
    address = networks.address("some", lambda: b"weights")
    digest = address.rpartition("/")[2]
    route = networks.route(base)
    assert route.path_regex.match(path)
    answer = asyncio.run(networks._answer(SimpleNamespace(path_params={"digest": digest})))
    assert answer.body == b"weights" and "immutable" in answer.headers["cache-control"]
    missing = asyncio.run(networks._answer(SimpleNamespace(path_params={"digest": "0" * 64})))
    assert missing.status_code == 404
