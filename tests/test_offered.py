"""The files of networks, and the pictures, that browsers fetch."""

import hashlib
import threading
from types import SimpleNamespace

import pytest

from server.offered import Offered
from tests import event_loop
from tests.patience import PATIENCE


def some(most_bytes: int = 1000) -> Offered:
    return Offered("networks", "application/octet-stream", most_bytes)


def digest_of(address: str) -> str:
    return address.rpartition("/")[2]


def test_a_file_is_made_once_and_found_by_its_sha256():
    offered, made = some(), []

    def make() -> bytes:
        made.append(1)
        return b"weights"

    address = offered.address("default", make)
    assert offered.address("default", make) == address
    assert address == f"networks/{hashlib.sha256(b'weights').hexdigest()}"
    assert offered.file(digest_of(address)) == b"weights" and len(made) == 1


def test_what_was_never_offered_is_not_found():
    assert some().file("0" * 64) is None


def test_what_is_dropped_for_want_of_room_is_made_again():
    offered = some(most_bytes=10)
    first = offered.address("first", lambda: b"12345678")
    offered.address("second", lambda: b"abcdefgh")
    assert offered.file(digest_of(first)) is None
    assert offered.address("first", lambda: b"12345678") == first
    assert offered.file(digest_of(first)) == b"12345678"


def test_a_file_that_is_too_large_is_not_offered():
    assert some(most_bytes=4).address("large", lambda: b"12345678") == ""


def test_what_is_there_is_found_while_another_file_is_made():
    offered, begun, found = some(), threading.Event(), threading.Event()
    address = offered.address("there", lambda: b"there")

    def make() -> bytes:
        begun.set()
        assert found.wait(PATIENCE)
        return b"slow"

    maker = threading.Thread(target=offered.address, args=("slow", make))
    maker.start()
    assert begun.wait(PATIENCE)
    assert offered.file(digest_of(address)) == b"there"
    assert offered.address("there", lambda: b"") == address
    found.set()
    maker.join()


@pytest.mark.parametrize(("base", "path"), [("", "/networks/x"), ("lab", "/lab/networks/x")])
def test_browsers_keep_what_they_fetched(base, path):
    offered = some()
    digest = digest_of(offered.address("some", lambda: b"weights"))
    assert offered.route(base).path_regex.match(path)

    def ask(digest: str) -> object:
        return event_loop.run(offered._answer(SimpleNamespace(path_params={"digest": digest})))

    answer = ask(digest)
    assert answer.body == b"weights" and "immutable" in answer.headers["cache-control"]
    assert ask("0" * 64).status_code == 404
